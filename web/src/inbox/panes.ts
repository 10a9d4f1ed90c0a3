// Which panes are open and how wide: remembered on this device.
import { remembered } from '@/app/remembered'

export const queueWidth = remembered('pane.queue', 380)
export const contactWidth = remembered('pane.contact', 300)
export const queueOpen = remembered('pane.queue.open', true)
export const contactOpen = remembered('pane.contact.open', true)
