// Where the lines of a chart of durations stand.
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const STEPS = [
  1,
  5,
  15,
  30,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 3, 7, 14, 30, 60, 90].map((days) => days * DAY),
]

/** Seconds between the lines of a chart up to `most` seconds: as people count time, at most four of them. */
export const durationStep = (most: number) =>
  STEPS.find((step) => most / step <= 4) ?? Math.ceil(most / 4 / (30 * DAY)) * 30 * DAY
