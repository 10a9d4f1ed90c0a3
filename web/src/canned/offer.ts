// "/" offers the canned replies.
import type { CannedReply } from '@/api/types'
import { paragraphs } from '@/composer/editor/from_text'
import { suggesting } from '@/composer/editor/suggesting'
import SlashList from './SlashList.vue'
import { takeReply, type SlashPlace } from './take'

export const cannedReplies = (place: SlashPlace) =>
  suggesting<CannedReply>({
    name: 'canned',
    char: '/',
    spaces: true,
    list: SlashList,
    props: { place },
    insert: async (reply, into) => {
      into.clear()
      const taken = await takeReply(reply.id, place)
      if (taken) into.html(taken.html ?? paragraphs(taken.text), taken.text)
    },
  })
