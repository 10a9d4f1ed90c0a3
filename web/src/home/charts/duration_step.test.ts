// The lines of a chart of durations stand at times people count in.
import { describe, expect, it } from 'vitest'
import { durationStep } from './duration_step'

describe('the step of a chart of durations', () => {
  it.each([
    [0, 1],
    [4, 1],
    [45, 15],
    [600, 300],
    [3 * 3600, 3600],
    [20 * 3600, 6 * 3600],
    [3.5 * 86_400, 86_400],
    [40 * 86_400, 14 * 86_400],
    [1000 * 86_400, 270 * 86_400],
  ])('up to %i seconds is %i', (most, step) => expect(durationStep(most)).toBe(step))
})
