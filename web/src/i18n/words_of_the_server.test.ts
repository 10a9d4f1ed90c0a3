import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { en, it_ } from './whole'

type Texts = { [key: string]: string | Texts }
const document = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../openapi.json', import.meta.url)), 'utf8'),
) as { components: { schemas: Record<string, { enum?: string[] }> } }

/** Where the texts of an enum of the API are. */
const rooms = {
  EventKind: 'event',
  NotificationKind: 'notifications',
  TicketStatus: 'status',
  TicketPriority: 'priority',
  Permission: 'permission',
  ContactKind: 'contact.kind',
  CustomFieldType: 'fields.type',
  FieldAbout: 'fields.about',
  DeliveryState: 'delivery',
  ChannelState: 'channels.state',
  IntakeState: 'intake.state',
  IntakeSource: 'intake.source',
  LinkKind: 'link',
  Sort: 'queue.sort',
  Circle: 'canned.scope',
  ViewScope: 'views.scope',
  RowFact: 'views.fact',
  Availability: 'availability',
  InvitationPurpose: 'users.purpose',
  FoundBy: 'wizard.found',
  Needs: 'wizard.needs',
  Purpose: 'consent.purpose',
  ConsentState: 'consent.state',
  ConsentSource: 'consent.source',
  Likeness: 'contact_merge.reason',
  MergeField: 'contact_merge.field',
  ImportState: 'imports.state',
  RowOutcome: 'imports.outcome',
  KnownRule: 'imports.known_rule',
  Refusal: 'imports.note',
}
/** Words that show under other keys, by what the event carries. */
const variants: Record<string, string[]> = { tagged: ['tag_added', 'tag_removed', 'tag_both'] }

const find = (texts: Texts, path: string) =>
  path
    .split('.')
    .reduce<string | Texts | undefined>(
      (room, name) => (typeof room === 'object' ? room[name] : undefined),
      texts,
    )

describe.each([
  ['en', en as Texts],
  ['it', it_ as Texts],
])('in %s', (_, texts) => {
  it.each(Object.entries(rooms))('every %s has a text', (shape, room) => {
    const words = document.components.schemas[shape]?.enum ?? []
    expect(words.length).toBeGreaterThan(1)
    const missing = words
      .flatMap((word) => [word, ...(variants[word] ?? [])])
      .filter((word) => typeof find(texts, `${room}.${word}`) !== 'string')
    expect(missing).toEqual([])
  })
})
