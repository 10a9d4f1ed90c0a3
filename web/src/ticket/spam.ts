// Reporting a ticket as spam: out of sight, with a way back.
import type { Ticket } from '@/api/types'
import { t } from '@/i18n'
import { changeTicket } from './change'

export const reportSpam = (ticket: Ticket) => changeTicket(ticket, { status: 'spam' }, t('ticket.said_spam'))
