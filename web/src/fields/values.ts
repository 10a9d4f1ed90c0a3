// Values of custom fields as forms hold them.

export type FieldValues = Record<string, unknown>

export const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)

/** What a PATCH has to say; null takes a value away. */
export function changedFields(before: FieldValues, after: FieldValues): FieldValues {
  const changed: FieldValues = {}
  for (const [key, value] of Object.entries(after)) {
    const [was, is] = [before[key], value].map((one) => (isEmpty(one) ? null : one))
    if (JSON.stringify(was) !== JSON.stringify(is)) changed[key] = is
  }
  return changed
}

/** The errors of a form that are about fields, by key. */
export function fieldErrors(errors: Record<string, string>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [place, text] of Object.entries(errors)) {
    const key = /^fields\/([^/]+)/.exec(place)?.[1]
    if (key) found[key] ??= text
  }
  return found
}
