// What one does with a message; the composer answers.
export type Act = 'reply' | 'forward' | 'quote' | 'note'
/** How its words are shown. */
export type Source = 'html' | 'plain' | 'raw'
