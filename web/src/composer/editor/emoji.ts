// ":" and a word offers emoji; the list is fetched when the first is wanted.
import type { Emoji } from './emoji_list'
import EmojiList from './EmojiList.vue'
import { suggesting } from './suggesting'

const loading = () => import('./emoji_list')

/** The emoji whose words begin with the query, in English or Italian; the best first. */
export async function findEmoji(query: string, most = 8): Promise<Emoji[]> {
  const { EMOJI } = await loading()
  const said = fold(query)
  const ranked = EMOJI.map((emoji, at) => ({
    emoji,
    rank: Math.min(...emoji.words.map((words) => rank(words, said))) + at / 1000,
  })).filter((one) => one.rank < NOT_AT_ALL)
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ emoji }) => emoji)
}

const NOT_AT_ALL = 1000
/** The earlier a word stands the better it fits; the whole word fits best, its middle least. */
function rank(words: string[], said: string): number {
  const whole = words.indexOf(said)
  if (whole >= 0) return whole
  const begins = words.findIndex((word) => word.startsWith(said))
  if (begins >= 0) return 100 + begins
  return said.length > 2 && words.some((word) => word.includes(said)) ? 500 : NOT_AT_ALL
}

export const allEmoji = async (): Promise<readonly Emoji[]> => (await loading()).EMOJI

/** Without accents and capitals. */
export const fold = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('_', ' ')

export const emoji = suggesting<Emoji>({
  name: 'emoji',
  char: ':',
  least: 2,
  items: (query) => findEmoji(query),
  list: EmojiList,
  insert: (one, into) => into.text(`${one.sign} `),
})
