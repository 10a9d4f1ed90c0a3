// Languages: each has the words of the inbox, which come first, and those of all other pages, which follow.
// English is what other languages fall back to. Dates and numbers go through Intl.
import { createI18n } from 'vue-i18n'
import { shallowRef, watch } from 'vue'
import en from './en/inbox.json'

export const LANGUAGES = [
  { code: 'en', name: 'English' },
  { code: 'it', name: 'Italiano' },
] as const
interface Words {
  [name: string]: string | Words
}
export type Language = (typeof LANGUAGES)[number]['code']

type Loader = () => Promise<{ default: Words }>
const inbox: Record<Language, Loader> = {
  en: () => Promise.resolve({ default: en }),
  it: () => import('./it/inbox.json'),
}
const pages: Record<Language, Loader> = {
  en: () => import('./en/pages.json'),
  it: () => import('./it/pages.json'),
}
/** Languages whose words are all here. */
const whole = new Set<string>()

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  // Typed as any text by name: thousands of literal keys would make the type checker crawl.
  messages: { en } as Record<string, Words>,
  missingWarn: false,
  fallbackWarn: false,
  // A word on its way is blank for a moment; a key would startle.
  missing: (locale, key) => (whole.has(locale) ? key : ''),
})
export const t = i18n.global.t
const STORED = 'centralino.language'

export function language(): Language {
  return i18n.global.locale.value as Language
}

/** Switches the whole app; unknown languages fall back to English. */
export async function setLanguage(wanted: string) {
  const code = LANGUAGES.find((known) => known.code === wanted)?.code ?? 'en'
  if (!i18n.global.availableLocales.includes(code))
    i18n.global.setLocaleMessage(code, (await inbox[code]()).default)
  // Who reads another page while switching must not see it go blank.
  if (whole.has(language())) await everyWord(code)
  i18n.global.locale.value = code
  localStorage.setItem(STORED, code)
}

/** The words of every page, for those that are not the inbox. */
export async function everyWord(code = language()) {
  if (whole.has(code)) return
  const words = (await Promise.all([inbox[code](), pages[code]()])).map((half) => half.default)
  // Set, not merged: only that is noticed by what is on screen.
  i18n.global.setLocaleMessage(code, { ...words[0], ...words[1] })
  whole.add(code)
}

/** Before anybody signed in: what was used last, else what the browser prefers. */
export function startLanguage(): Promise<void> {
  return setLanguage(localStorage.getItem(STORED) ?? navigator.language.slice(0, 2))
}

const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur'])
/** Which way the page reads; the root element says so, and everything on it follows. */
export const direction = shallowRef<'ltr' | 'rtl'>('ltr')
const root = document.documentElement
new MutationObserver(() => (direction.value = root.dir === 'rtl' ? 'rtl' : 'ltr')).observe(root, {
  attributeFilter: ['dir'],
})
watch(
  i18n.global.locale,
  (code) => {
    root.lang = code
    root.dir = RIGHT_TO_LEFT.has(code) ? 'rtl' : 'ltr'
  },
  { immediate: true },
)
