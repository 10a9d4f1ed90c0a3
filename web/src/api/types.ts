// The shapes the API speaks, as the app uses them.
export type Id = string
export type Time = string

export interface Page<T> {
  items: T[]
  next: string | null
}
export interface Named {
  id: Id
  name: string
}
export interface Address {
  name?: string | null
  address: string
}
export type TicketStatus = 'open' | 'waiting' | 'snoozed' | 'resolved' | 'closed' | 'spam'
export type Priority = 'low' | 'normal' | 'high' | 'urgent'
export const STATUSES: TicketStatus[] = ['open', 'waiting', 'snoozed', 'resolved', 'closed', 'spam']
export const PRIORITIES: Priority[] = ['urgent', 'high', 'normal', 'low']
export const PERMISSIONS = [
  'tickets_read',
  'tickets_change',
  'tickets_reply',
  'contacts_read',
  'contacts_change',
  'views_manage',
  'intake_manage',
  'channels_manage',
  'users_manage',
  'audit_read',
  'settings_manage',
] as const
export type Permission = (typeof PERMISSIONS)[number]

/** What one may hear of by mail. */
export type MailNotice = 'assigned' | 'reply' | 'mention' | 'delivery_failed' | 'woke' | 'new_ticket'
export interface Me {
  id: Id
  email: string
  name: string
  role: { id: Id; name: string; builtin: string | null }
  permissions: Permission[]
  teams: Named[]
  language: string
  time_zone: string
  signature: string
  mail_notices: MailNotice[]
  sandbox: boolean
  undo_seconds: number
  server_version: string
}
export interface User {
  id: Id
  email: string
  name: string
  role: Named
  teams: Named[]
  state: 'active' | 'disabled'
  language: string
  time_zone: string
  last_seen_at: Time | null
  invited: boolean
  version: number
}
export interface Agent {
  id: Id
  name: string
  teams: Id[]
}
export interface Team extends Named {
  member_ids: Id[]
}
export interface Role extends Named {
  builtin: string | null
  permissions: Permission[]
  all_teams: boolean
  all_channels: boolean
  team_ids: Id[]
  channel_ids: Id[]
}
export interface ApiToken {
  id: Id
  name: string
  scopes: string[]
  created_at: Time
  expires_at: Time | null
  last_used_at: Time | null
}
export interface AuditEntry {
  id: Id
  at: Time
  actor: string
  action: string
  object_kind: string
  object_id: Id | null
  data: unknown
  ip: string | null
}
export interface ChannelKind {
  name: string
  title: string
  settings_schema: Record<string, unknown>
  secrets: string[]
}
export interface Channel {
  id: Id
  kind: string
  name: string
  address: string | null
  state: 'active' | 'paused' | 'error'
  /** Null for those who may not manage channels. */
  settings: Record<string, unknown> | null
  team_id: Id | null
  language: string
  acknowledge: boolean
  tag_subject: boolean
  sender_name: string
  signature: string
  last_ok_at: Time | null
  last_error: string | null
  last_error_at: Time | null
  backlog: number | null
  outbox_waiting: number
  version: number
}
export interface TestStep {
  step: string
  ok: boolean
  detail: string
}
export interface DnsCheck {
  name: string
  ok: boolean
  found: string | null
  advice: string | null
}
export interface Tag {
  id: Id
  name: string
  color: string
}
export interface ChannelRef {
  id: Id
  kind: string
  name: string
}
export interface TicketRef {
  id: Id
  number: number
  subject: string
}
export interface TicketRow extends TicketRef {
  preview: string
  status: TicketStatus
  priority: Priority
  assignee: Named | null
  team: Named | null
  contact: { id: Id; name: string; address: string | null }
  channel: ChannelRef
  tags: Tag[]
  snoozed_until: Time | null
  waiting_since: Time | null
  last_activity_at: Time
  created_at: Time
  unread: boolean
  has_draft: boolean
  version: number
}
export interface Participant {
  id: Id
  contact_id: Id
  identity_id: Id
  name: string | null
  address: string
  role: 'requester' | 'cc' | 'third_party'
}
export interface TicketLink {
  ticket: TicketRef & { status: TicketStatus }
  kind: 'related' | 'follow_up' | 'split'
}
export interface Ticket extends TicketRow {
  language: string | null
  first_reply_at: Time | null
  resolved_at: Time | null
  merged_into: { id: Id; number: number } | null
  participants: Participant[]
  links: TicketLink[]
}
export interface TicketChange {
  subject?: string
  status?: TicketStatus
  priority?: Priority
  assignee_id?: Id | null
  team_id?: Id | null
  tags?: string[]
  snoozed_until?: Time | null
}
export interface BulkChange extends TicketChange {
  add_tags?: string[]
  remove_tags?: string[]
}
export interface BulkResult {
  changed: { id: Id; version: number; before: TicketChange }[]
  failed: { id: Id; code: string; detail: string }[]
}
export interface Counts {
  mine: number
  unassigned: number
  all: number
  views: Record<Id, number>
  intake_failed: number
  notifications: number
}
export interface Attachment {
  id: Id
  filename: string
  content_type: string
  size: number
  inline?: boolean
  content_id?: string | null
}
export type DeliveryState =
  'received' | 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'cancelled'
export interface Delivery {
  recipient: string
  state: DeliveryState
  code: string | null
  reason: string | null
}
export interface Message {
  id: Id
  ticket: TicketRef | null
  kind: 'inbound' | 'outbound' | 'note'
  author: {
    kind: 'contact' | 'agent' | 'system'
    user_id: Id | null
    contact_id: Id | null
    name: string
    address: string | null
  }
  channel: ChannelRef | null
  subject: string | null
  text: string
  reply_text: string | null
  has_html: boolean
  to: Address[]
  cc: Address[]
  bcc: Address[]
  at: Time
  automatic: string | null
  third_party: boolean
  forwarded_from: Address | string | null
  state: DeliveryState
  state_reason: string | null
  deliveries: Delivery[]
  due_at: Time | null
  can_cancel: boolean
  attachments: Attachment[]
  problems: string[]
  has_raw: boolean
}
export interface TicketEvent {
  id: Id
  kind: string
  actor: { kind: 'contact' | 'agent' | 'system'; id: Id | null; name: string | null }
  data: Record<string, unknown>
  at: Time
  ticket: TicketRef | null
}
export type TimelineItem = { type: 'message'; message: Message } | { type: 'event'; event: TicketEvent }
export interface TimelinePage {
  items: TimelineItem[]
  previous: string | null
}
export interface Capabilities {
  html: boolean
  subject: boolean
  recipients: boolean
  text_limit: { count: number; unit: 'characters' | 'bytes' | 'sms_segments' } | null
  attachments: { bytes: number; count: number; types: string[] } | null
}
export interface ReplyChannel extends ChannelRef {
  address: string | null
  /** Null while the channel cannot be opened. */
  capabilities: Capabilities | null
}
export interface ReplyOptions {
  channel_id: Id | null
  channels: ReplyChannel[]
  to: Address[]
  cc: Address[]
  subject: string
  last_message_id: Id | null
  signature: string
}
export interface Reply {
  channel_id?: Id
  to?: Address[]
  cc?: Address[]
  bcc?: Address[]
  subject?: string
  text: string
  html?: string
  attachment_ids?: Id[]
  seen_message_id?: Id | null
  quote?: boolean
  send_at?: Time
  status?: TicketStatus
  confirm_newer?: boolean
  forward_of?: Id
}
export type DraftKind = 'reply' | 'note'
export interface Draft {
  kind: DraftKind
  channel_id: Id | null
  to: Address[]
  cc: Address[]
  bcc: Address[]
  subject: string | null
  text: string
  html: string | null
  attachment_ids: Id[]
  attachments: Attachment[]
  seen_message_id: Id | null
  updated_at: Time
  version: number
}
export type ContactKind = 'customer' | 'lead' | 'supplier' | 'partner' | 'employee' | 'competitor' | 'other'
export const CONTACT_KINDS: ContactKind[] = [
  'customer',
  'lead',
  'supplier',
  'partner',
  'employee',
  'competitor',
  'other',
]
export interface Identity {
  id: Id
  kind: 'email' | 'phone' | 'handle'
  value: string
  display: string | null
  verified: boolean
  undeliverable_at: Time | null
  undeliverable_reason: string | null
}
export interface Contact {
  id: Id
  name: string
  kind: ContactKind
  company: Named | null
  language: string | null
  time_zone: string | null
  notes: string
  identities: Identity[]
  open_tickets: number
  merged_into: Id | null
  last_activity_at: Time | null
  created_at: Time
  version: number
}
export interface ContactMerge {
  id: Id
  source: Named
  merged_at: Time
  undone_at: Time | null
}
export interface Company extends Named {
  notes: string
  domains: string[]
  version: number
}
export type SortOrder = 'newest' | 'oldest' | 'waiting' | 'priority'
export type Filter =
  { all: Filter[] } | { any: Filter[] } | { not: Filter } | { field: string; op: string; value?: unknown }
export interface View {
  id: Id
  name: string
  filter: Filter
  sort: SortOrder
  shared: boolean
  own: boolean
  position: number
  version: number
}
export interface FilterField {
  name: string
  type: 'enum' | 'text' | 'uuid' | 'time' | 'bool' | 'number' | 'tags'
  ops: string[]
  values?: string[]
}
export interface Segment {
  text: string
  hit: boolean
}
export interface SearchResults {
  query: { terms: string[] } & Record<string, unknown>
  tickets: { ticket: TicketRow; highlight: Segment[] }[]
  messages: { message_id: Id; ticket: TicketRef; contact: Named | null; at: Time; highlight: Segment[] }[]
  contacts: { id: Id; name: string; address: string | null; highlight: Segment[] }[]
  /** Parts of the query that could not be understood. */
  problems: { part: string; detail: string }[]
}
export interface IntakeItem {
  id: Id
  channel: Named
  source: string
  received_at: Time
  raw_size: number
  state: 'accepted' | 'ignored' | 'failed' | 'discarded'
  reason: string | null
  subject: string | null
  sender: string | null
  message_id: Id | null
  ticket_id: Id | null
  attempts: number
}
export interface Notification {
  id: Id
  kind: string
  ticket: TicketRef
  message_id: Id | null
  created_at: Time
  read_at: Time | null
}
export interface SandboxMail {
  id: Id
  direction: 'to_hub' | 'from_hub'
  from: string
  subject: string | null
  text: string
  at: Time
  automatic: string | null
}
