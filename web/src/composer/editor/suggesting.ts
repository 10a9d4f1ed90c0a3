// What a sign typed while writing offers ("@" colleagues, ":" emoji, …), the same for the rich and the plain editor.
import type { Component } from 'vue'
import type { Attachment } from '@/api/types'

/** Where the editor puts what was chosen: in place of the sign and the words after it. */
export interface Insertion {
  text(text: string): void
  /** Formatted words; the plain editor takes `text` instead. Their first gap is chosen. */
  html(html: string, text: string): void
  /** Takes the sign and its words away before all is known: the rest comes where the caret is then. */
  clear(): void
  /** Files that go along. */
  files(files: Attachment[]): void
}

/** What a list needs to offer its things. */
export interface Listing<T> {
  items: T[]
  query: string
  command: (item: T) => void
}

/** What a list exposes. */
export interface Listed {
  /** Whether it took the key. */
  key(event: KeyboardEvent): boolean
  /** False while it shows nothing: Escape is not for it. */
  found?: boolean
}

export interface Suggesting<T = unknown> {
  /** Tells suggestions apart. */
  name: string
  /** The sign, at the beginning of a line or after a space. */
  char: string
  /** Shorter queries offer nothing. */
  least?: number
  /** Whether the query may hold spaces. */
  spaces?: boolean
  /** Left out: the list finds its things itself. */
  items?: (query: string) => T[] | Promise<T[]>
  /** Takes the props of `Listing` and exposes `Listed`. */
  list: Component
  /** More props of the list. */
  props?: object
  insert: (item: T, into: Insertion) => void
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnySuggesting = Suggesting<any>

/** For the array an editor takes. */
export const suggesting = <T>(one: Suggesting<T>): AnySuggesting => one
