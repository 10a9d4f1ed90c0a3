// The settings of a mailbox as the form holds them, and as the API takes them.
type Settings = Record<string, unknown>
type Section = Record<string, unknown>

export interface Peer {
  kind: string
  host: string
  port: string
  security: string
  allow_plain: boolean
  auth: string
  username: string
  /** Empty: keep the one that is set. */
  password: string
  passwordSet: boolean
}
export interface MailboxForm {
  address: string
  aliases: string
  bounce_address: string
  inbound: Peer & { folder: string; move_to: string; sent_folder: string; since_days: string }
  outbound: Peer
  oauth: {
    provider: string
    tenant: string
    authorize_url: string
    token_url: string
    client_id: string
    client_secret: string
    secretSet: boolean
    consented: boolean
  }
  dkim: { domain: string; selector: string; private_key: string; keySet: boolean }
}

/** What the form calls the parts of the settings. */
export const FIELD_NAMES: Record<string, string> = {
  name: 'ui.name',
  address: 'channels.address',
  aliases: 'channels.aliases',
  team_id: 'channels.team',
  language: 'channels.language',
  sender_name: 'channels.sender_name',
  signature: 'profile.signature',
  inbound: 'channels.receiving',
  outbound: 'channels.sending',
  oauth: 'channels.oauth',
  dkim: 'channels.dkim',
  host: 'channels.host',
  port: 'channels.port',
  security: 'channels.security.title',
  auth: 'channels.auth.title',
  username: 'channels.username',
  password: 'gate.password',
  folder: 'channels.folder',
  move_to: 'channels.move_to',
  sent_folder: 'channels.sent_folder',
  since_days: 'channels.since_days',
  tenant: 'channels.tenant',
  authorize_url: 'channels.authorize_url',
  token_url: 'channels.token_url',
  client_id: 'channels.client_id',
  client_secret: 'channels.client_secret',
  domain: 'channels.dkim_domain',
  selector: 'channels.dkim_selector',
  private_key: 'channels.dkim_key',
}

const section = (value: unknown): Section => (value && typeof value === 'object' ? (value as Section) : {})
const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const isSet = (value: unknown) => section(value).set === true

function readPeer(value: Section, kind: string): Peer {
  return {
    kind: text(value.kind) || kind,
    host: text(value.host),
    port: text(value.port),
    security: text(value.security) || 'tls',
    allow_plain: value.allow_plain === true,
    auth: text(value.auth) || 'password',
    username: text(value.username),
    password: '',
    passwordSet: isSet(value.password),
  }
}

export function readMailbox(settings: Settings): MailboxForm {
  const inbound = section(settings.inbound)
  const oauth = section(settings.oauth)
  const dkim = section(settings.dkim)
  return {
    address: text(settings.address),
    aliases: Array.isArray(settings.aliases) ? settings.aliases.join(', ') : '',
    bounce_address: text(settings.bounce_address),
    inbound: {
      ...readPeer(inbound, 'imap'),
      folder: text(inbound.folder),
      move_to: text(inbound.move_to),
      sent_folder: text(inbound.sent_folder),
      since_days: text(inbound.since_days),
    },
    outbound: readPeer(section(settings.outbound), 'smtp'),
    oauth: {
      provider: text(oauth.provider) || 'google',
      tenant: text(oauth.tenant),
      authorize_url: text(oauth.authorize_url),
      token_url: text(oauth.token_url),
      client_id: text(oauth.client_id),
      client_secret: '',
      secretSet: isSet(oauth.client_secret),
      consented: isSet(oauth.refresh_token),
    },
    dkim: {
      domain: text(dkim.domain),
      selector: text(dkim.selector),
      private_key: '',
      keySet: isSet(dkim.private_key),
    },
  }
}

/** Leaves out what is empty; a secret that was not typed again stays as it is. */
const filled = (values: Section): Section =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== '' && value !== undefined && value !== false),
  )
const secret = (typed: string, set: boolean) => (typed ? typed : set ? { set: true } : undefined)
/** What is no number goes as it is: the server says what it should be. */
const whole = (typed: string) =>
  typed.trim() ? (Number.isFinite(Number(typed)) ? Number(typed) : typed) : undefined

function writePeer(peer: Peer): Section {
  if (peer.kind !== 'imap' && peer.kind !== 'smtp') return { kind: peer.kind }
  return filled({
    kind: peer.kind,
    host: peer.host.trim(),
    port: whole(peer.port),
    security: peer.security,
    allow_plain: peer.security === 'plain' ? true : undefined,
    auth: peer.auth,
    username: peer.auth === 'none' ? undefined : peer.username.trim(),
    password: peer.auth === 'password' ? secret(peer.password, peer.passwordSet) : undefined,
  })
}

export const usesOAuth = (form: MailboxForm) =>
  [form.inbound, form.outbound].some(
    (peer) => ['imap', 'smtp'].includes(peer.kind) && peer.auth === 'xoauth2',
  )

/** Sending that has no password of its own takes that of receiving, when both sign in as the same. */
export const samePassword = ({ inbound, outbound }: MailboxForm) =>
  inbound.kind === 'imap' &&
  outbound.kind === 'smtp' &&
  inbound.auth === 'password' &&
  outbound.auth === 'password' &&
  inbound.username.trim() === outbound.username.trim()

/** `before` keeps what this form does not show (time limits, scopes, …). */
export function writeMailbox(form: MailboxForm, before: Settings = {}): Settings {
  const shown = ['address', 'aliases', 'bounce_address', 'inbound', 'outbound', 'oauth', 'dkim']
  const rest = Object.fromEntries(Object.entries(before).filter(([name]) => !shown.includes(name)))
  const hidden = (name: string, known: string[]) =>
    Object.fromEntries(
      Object.entries(section(before[name])).filter(([key, value]) => !known.includes(key) && value !== null),
    )
  const peerKeys = [
    'kind',
    'host',
    'port',
    'security',
    'allow_plain',
    'auth',
    'username',
    'password',
    'folder',
    'move_to',
    'sent_folder',
    'since_days',
  ]
  const { inbound, outbound, oauth, dkim } = form
  return filled({
    ...rest,
    address: form.address.trim(),
    aliases: form.aliases.trim() ? form.aliases.split(/[\s,;]+/).filter(Boolean) : undefined,
    bounce_address: form.bounce_address.trim(),
    inbound:
      inbound.kind === 'imap'
        ? {
            ...hidden('inbound', peerKeys),
            ...writePeer(inbound),
            ...filled({
              folder: inbound.folder.trim(),
              move_to: inbound.move_to.trim(),
              sent_folder: inbound.sent_folder.trim(),
              since_days: whole(inbound.since_days),
            }),
          }
        : writePeer(inbound),
    outbound:
      outbound.kind === 'smtp'
        ? { ...hidden('outbound', peerKeys), ...writePeer(outbound) }
        : writePeer(outbound),
    oauth: usesOAuth(form)
      ? {
          ...hidden('oauth', [
            'provider',
            'tenant',
            'authorize_url',
            'token_url',
            'client_id',
            'client_secret',
          ]),
          ...filled({
            provider: oauth.provider,
            tenant: oauth.provider === 'microsoft' ? oauth.tenant.trim() : '',
            authorize_url: oauth.provider === 'custom' ? oauth.authorize_url.trim() : '',
            token_url: oauth.provider === 'custom' ? oauth.token_url.trim() : '',
            client_id: oauth.client_id.trim(),
            client_secret: secret(oauth.client_secret, oauth.secretSet),
          }),
        }
      : undefined,
    dkim:
      dkim.domain.trim() || dkim.selector.trim()
        ? filled({
            domain: dkim.domain.trim(),
            selector: dkim.selector.trim(),
            private_key: secret(dkim.private_key, dkim.keySet),
          })
        : undefined,
  })
}
