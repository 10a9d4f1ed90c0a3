// Figures and the lines of the report: Markdown to the output, progress to where errors go.
const HEADINGS = {
  first: [
    'First usable inbox: from the navigation, nothing cached',
    '| desk | until | n | p50 | p95 | max | baseline | its p50 | ratio |',
    '|---|---|---:|---:|---:|---:|---|---:|---:|',
  ],
  open: [
    'A ticket is opened: from the key or the press of the button until its last message is painted',
    '| desk | how | n | p50 | p95 | max | baseline | its p50 | ratio |',
    '|---|---|---:|---:|---:|---:|---|---:|---:|',
  ],
  scroll: [
    'Scrolling with the wheel, 200 pixels every 30 ms',
    '| desk | what | frames | p50 | p99 | max | over 50 ms | baseline: over 50 ms |',
    '|---|---|---:|---:|---:|---:|---:|---:|',
  ],
  memory: [
    'Memory of the tab after a forced collection of garbage, 5 messages a second',
    '| minute | messages | in the open ticket | heap | DOM nodes | listeners |',
    '|---:|---:|---:|---:|---:|---:|',
  ],
}

export const say = (line: string) => console.log(line)
export const progress = (line: string) => console.error(line)

/** Begins the table of a part. */
export function heading(part: keyof typeof HEADINGS) {
  const [title, ...table] = HEADINGS[part]
  say(`\n### ${title}\n`)
  for (const line of table) say(line)
}

/** The value that `percent` of them do not exceed. */
export function at(values: number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(((sorted.length - 1) * percent) / 100)]
}

export const ms = (time: number) => `${time.toFixed(time < 10 ? 1 : 0)} ms`

/** A row of times in milliseconds; `baseline` is its name and its median. */
export function times(desk: number, what: string, values: number[], baseline?: [string, number]) {
  const compared = baseline
    ? `${baseline[0]} | ${ms(baseline[1])} | ${(at(values, 50) / baseline[1]).toFixed(2)}`
    : '| | '
  say(
    `| ${desk} | ${what} | ${values.length} | ${ms(at(values, 50))} | ${ms(at(values, 95))} | ${ms(Math.max(...values))} | ${compared} |`,
  )
}
