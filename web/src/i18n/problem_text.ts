// What went wrong, in the reader's language.
import { Problem, type FieldProblem } from '@/api/request'
import { i18n, t } from '.'

/** What is wrong with one field: the server's word for it says which sentence, its values fill the gaps. */
export function fieldText(field: FieldProblem): string {
  const key = `field_errors.${field.code}`
  if (!field.code || !(i18n.global.te(key) || i18n.global.te(key, 'en'))) return field.detail
  return t(key, field.values ?? [])
}

/** One sentence for people; what the server said in detail is kept when there is no better word. */
export function problemText(error: unknown): string {
  if (!(error instanceof Problem)) return t('errors.unexpected')
  const key = `errors.${error.code}`
  const known = i18n.global.te(key) || i18n.global.te(key, 'en')
  const fields = error.errors.map(fieldText).filter(Boolean)
  if (error.code === 'validation') return fields[0] ?? (error.detail || t(key))
  if (known) return t(key)
  return error.detail || error.title
}
