// Which panes are open and how wide: remembered on this device.
import { ref } from 'vue'
import { remembered } from '@/app/remembered'

export const navWidth = remembered('pane.nav', 200)
export const queueWidth = remembered('pane.queue', 380)
export const contactWidth = remembered('pane.contact', 300)
/** Where there is room for four panes from the start. */
export const navOpen = remembered('pane.nav.open', innerWidth >= 1700)
export const queueOpen = remembered('pane.queue.open', true)
export const contactOpen = remembered('pane.contact.open', true)
/** The ticket alone; not remembered, since it is a mood and not a habit. */
export const focused = ref(false)
