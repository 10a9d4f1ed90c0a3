// Languages a canned reply may be in, by their names in the language of the page.
import { i18n, t } from '@/i18n'

const TAGS = [
  'en',
  'it',
  'de',
  'fr',
  'es',
  'pt',
  'nl',
  'pl',
  'ro',
  'sv',
  'da',
  'fi',
  'cs',
  'el',
  'tr',
  'uk',
  'ru',
  'ar',
  'he',
  'zh',
  'ja',
  'ko',
]

/** Any language first; a tag from elsewhere stays. */
export function languageChoices(present: string) {
  const locale = i18n.global.locale.value
  const names = new Intl.DisplayNames([locale], { type: 'language' })
  const tags = TAGS.includes(present) || !present ? TAGS : [...TAGS, present]
  const known = tags
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, locale))
  return [{ value: '', label: t('canned.any_language') }, ...known]
}
