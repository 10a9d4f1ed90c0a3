// Both halves of each language, for the tests that compare them.
import enInbox from './en/inbox.json'
import enPages from './en/pages.json'
import itInbox from './it/inbox.json'
import itPages from './it/pages.json'

export const en = { ...enInbox, ...enPages }
export const it_ = { ...itInbox, ...itPages }
