// Languages: English is built in, others load when asked for. Dates and numbers go through Intl.
import { createI18n } from 'vue-i18n'
import { watch } from 'vue'
import en from './en.json'

export const LANGUAGES = [
  { code: 'en', name: 'English' },
  { code: 'it', name: 'Italiano' },
] as const
interface Words {
  [name: string]: string | Words
}
export type Language = (typeof LANGUAGES)[number]['code']

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  // Typed as any text by name: thousands of literal keys would make the type checker crawl.
  messages: { en } as Record<string, Words>,
  missingWarn: false,
  fallbackWarn: false,
})
export const t = i18n.global.t

const loaders: Record<string, () => Promise<{ default: unknown }>> = { it: () => import('./it.json') }
const STORED = 'centralino.language'

export function language(): Language {
  return i18n.global.locale.value as Language
}

/** Switches the whole app; unknown languages fall back to English. */
export async function setLanguage(wanted: string) {
  const code = LANGUAGES.some((known) => known.code === wanted) ? wanted : 'en'
  if (loaders[code] && !i18n.global.availableLocales.includes(code)) {
    const messages = (await loaders[code]()).default
    i18n.global.setLocaleMessage(code, messages as Words)
  }
  i18n.global.locale.value = code
  localStorage.setItem(STORED, code)
}

/** Before anybody signed in: what was used last, else what the browser prefers. */
export function startLanguage(): Promise<void> {
  return setLanguage(localStorage.getItem(STORED) ?? navigator.language.slice(0, 2))
}

watch(i18n.global.locale, (code) => document.documentElement.setAttribute('lang', code), { immediate: true })
