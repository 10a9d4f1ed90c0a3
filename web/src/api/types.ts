// The shapes the API speaks: short names for what `npm run types` makes of the API document.
import type { components } from './schema'

type Schemas = components['schemas']

export type Id = string
/** RFC 3339, UTC. */
export type Time = string
export interface Page<T> {
  items: T[]
  next: string | null
}
/** A list that always comes whole. */
export type Items<T> = Pick<Page<T>, 'items'>
/** Every word of an enum of the API, checked to be none too many and none too few. */
const words =
  <T extends string>() =>
  <const L extends readonly T[]>(...list: L & ([T] extends [L[number]] ? unknown : never)): L =>
    list

export type Problem = Schemas['Problem']
export type Named = Schemas['Named']
export type Address = Schemas['Address']

export type Permission = Schemas['Permission']
export const PERMISSIONS = words<Permission>()(
  'tickets_read',
  'tickets_change',
  'tickets_reply',
  'contacts_read',
  'contacts_change',
  'views_manage',
  'canned_manage',
  'intake_manage',
  'channels_manage',
  'users_manage',
  'audit_read',
  'settings_manage',
)
export type Me = Schemas['Me']
/** What one may hear of by mail or on a device. */
export const NOTICES = words<NotificationKind>()(
  'assigned',
  'reply',
  'mention',
  'delivery_failed',
  'woke',
  'new_ticket',
  'team_reply',
  'waiting',
)
export type User = Schemas['User']
export type Invited = Schemas['Invited']
export type Invitation = Schemas['Invitation']
export type InvitationLink = Schemas['InvitationLink']
export type Setup = Schemas['Setup']
export type Agent = Schemas['Agent']
export type Availability = Schemas['Availability']
export const AVAILABILITIES = words<Availability>()('available', 'away', 'offline')
export type SignedIn = Schemas['SignedIn']
export type Team = Schemas['Team']
export type TeamBelongings = Schemas['TeamBelongings']
export type Role = Schemas['Role']
export type ApiToken = Schemas['Token']
export type MintedToken = Schemas['MintedToken']
export type AuditEntry = Schemas['AuditEntry']
export type System = Schemas['System']
export type JobPulse = Schemas['JobPulse']

export type ChannelKind = Schemas['ChannelKind']
export type Channel = Schemas['Channel']
export type ChannelRef = Schemas['ChannelName']
export type TestStep = Schemas['Step']
export type DnsCheck = Schemas['DnsCheck']
export type DnsChecked = Schemas['DnsChecked']
export type Tested = Schemas['Tested']
export type ChannelGuess = Schemas['ChannelGuess']
export type ConsentStarted = Schemas['ConsentStarted']

export type TicketStatus = Schemas['TicketStatus']
export type Priority = Schemas['TicketPriority']
export const STATUSES = words<TicketStatus>()('open', 'waiting', 'snoozed', 'resolved', 'closed', 'spam')
export const PRIORITIES = words<Priority>()('urgent', 'high', 'normal', 'low')
export type SortOrder = Schemas['Sort']
export const SORTS = words<SortOrder>()(
  'newest',
  'waiting',
  'priority',
  'created_newest',
  'created_oldest',
  'oldest',
  'wakes',
)
export type Tag = Schemas['TicketTag']
export type TicketRef = Schemas['TicketName']
export type TicketRow = Schemas['TicketRow']
export type Ticket = Schemas['Ticket']
export type Participant = Schemas['Participant']
export type TicketLink = Schemas['TicketLink']
export type TicketChange = Schemas['TicketChange']
export type BulkChange = Schemas['BulkChange']
export type BulkResult = Schemas['BulkResult']
export type Matching = Schemas['Matching']
export type MatchingResult = Schemas['MatchingResult']
export type Counts = Schemas['Counts']

export type Attachment = Schemas['Uploaded'] & Partial<Schemas['MessageAttachment']>
export type DeliveryState = Schemas['DeliveryState']
export type Delivery = Schemas['Delivery']
export type Message = Schemas['Message']
export type MessageHeaders = Schemas['MessageHeaders']
export type EventKind = Schemas['EventKind']
/** What an event carries depends on its kind. */
export type TicketEvent = Omit<Schemas['TimelineEvent'], 'data'> & { data: Record<string, unknown> }
export type TimelineItem =
  | Extract<Schemas['TimelineItem'], { type: 'message' }>
  | { type: Extract<Schemas['TimelineItem'], { type: 'event' }>['type']; event: TicketEvent }
export type TimelinePage = Omit<Schemas['Timeline'], 'items'> & { items: TimelineItem[] }
export type Capabilities = Schemas['Capabilities']
export type TextLimit = Schemas['TextLimit']
export type ReplyChannel = Schemas['ReplyChannel']
export type ReplyOptions = Schemas['ReplyOptions']
export type Reply = Schemas['ReplyBody']
export type Note = Schemas['NoteBody']
export type NewTicket = Schemas['NewTicketBody']
export type DraftKind = Schemas['DraftKind']
export type Draft = Schemas['Draft']
export type DraftBody = Schemas['DraftBody']
export type Cancelled = Schemas['Cancelled']

export type ContactKind = Schemas['ContactKind']
export const CONTACT_KINDS = words<ContactKind>()(
  'customer',
  'lead',
  'supplier',
  'partner',
  'employee',
  'competitor',
  'other',
)
export type Identity = Schemas['Identity']
export type Contact = Omit<Schemas['Contact'], 'fields'> & { fields: Record<string, unknown> }
export type ContactMerge = Schemas['PastMerge']
export type Company = Omit<Schemas['Company'], 'fields'> & { fields: Record<string, unknown> }

export type ContactSegment = Omit<Schemas['ContactSegment'], 'filter'> & { filter: Filter }
export type ContactCount = Schemas['ContactCount']
export type ContactBulkChange = Schemas['ContactBulkChange']
export type ContactBulkResult = Schemas['ContactBulkResult']
export type FieldAbout = Schemas['FieldAbout']
export type CustomField = Schemas['CustomField']
export const FIELD_TYPES = words<Schemas['CustomFieldType']>()(
  'text',
  'long_text',
  'number',
  'date',
  'yes_no',
  'choice',
  'choices',
  'link',
)
export type MergePreview = Schemas['MergePreview']
export type MergeField = Schemas['MergeField']
export type MergeSide = Schemas['MergeSide']
export type MergeSuggestion = Schemas['MergeSuggestion']
export type Consent = Schemas['Consent']
export type ConsentPurpose = Schemas['Purpose']
export const CONSENT_PURPOSES = words<ConsentPurpose>()('marketing', 'surveys', 'service')
export type ContactImport = Schemas['ContactImport']
export type ContactImportChange = Partial<Schemas['ContactImportChange']>
export type ImportPreview = Schemas['ImportPreview']
export type ImportRow = Schemas['ImportRow']
export type RowOutcome = Schemas['RowOutcome']
export const ROW_OUTCOMES = words<RowOutcome>()('made', 'changed', 'unchanged', 'refused')
export const KNOWN_RULES = words<Schemas['KnownRule']>()('fill', 'overwrite', 'skip')
export const DELIMITERS = words<Schemas['Delimiter']>()('comma', 'semicolon', 'tab')
export const ENCODINGS = words<Schemas['TextEncoding']>()('utf-8', 'utf-16le', 'utf-16be', 'windows-1252')
/** What a column of an imported file may mean. */
export const IMPORT_TARGETS = [
  'ignore',
  'name',
  'first_name',
  'last_name',
  'email',
  'phone',
  'company',
  'kind',
  'language',
  'time_zone',
  'notes',
  'tags',
  'marketing',
] as const

export type Filter =
  { all: Filter[] } | { any: Filter[] } | { not: Filter } | { field: string; op: string; value?: unknown }
export type View = Omit<Schemas['View'], 'filter'> & { filter: Filter }
export type ViewBody = Omit<Schemas['NewView'], 'filter'> & { filter: Filter }
export type ViewScope = Schemas['ViewScope']
export type RowFact = Schemas['RowFact']
export const ROW_FACTS = words<RowFact>()(
  'preview',
  'number',
  'status',
  'priority',
  'assignee',
  'team',
  'channel',
  'tags',
)
/** Of tickets or of contacts; custom fields have a label and their choices. */
export type FilterField = Schemas['FilterField'] &
  Partial<Pick<Schemas['ContactFilterField'], 'label' | 'choices'>>

export type Volume = Schemas['Volume']
export type AnswerTimes = Schemas['Times']
export type Waiting = Schemas['Waiting']
export type HouseSettings = Schemas['HouseSettings']
export type DraftRow = Schemas['DraftRow']
export type Circle = Schemas['Circle']
export type CannedReply = Schemas['CannedReply']
export type CannedFolder = Schemas['CannedFolder']
export type CannedVariable = Schemas['CannedVariable']
export type FilledReply = Schemas['FilledReply']
export type TakenReply = Schemas['TakenReply']
export type Macro = Schemas['Macro']
export type MacroAction = Schemas['MacroAction']
export type MacroRun = Schemas['MacroRun']
export type MacroRuns = Schemas['MacroRuns']

export type Segment = Schemas['Segment']
export type SearchResults = Schemas['SearchFinds']
export type IntakeItem = Schemas['IntakeItem']
export type IntakeReason = Schemas['IntakeReason']
export type IntakeBulkResult = Schemas['IntakeBulkResult']
export type NotificationKind = Schemas['NotificationKind']
export type Notification = Schemas['Notification']
export type PushDevice = Schemas['PushDevice']
export type PushDevices = Schemas['PushDevices']
export type PushRules = Schemas['PushRules']
export type PushRulesChange = Schemas['PushRulesChange']
export type Sandbox = Schemas['Sandbox']
export type SandboxMail = Schemas['SandboxMail']
export type SandboxMails = Schemas['SandboxMails']
export type SandboxFiled = Schemas['SandboxFiled']
export type SandboxOutcome = Schemas['SandboxOutcome']
export type SandboxPeople = Schemas['SandboxPeople']
