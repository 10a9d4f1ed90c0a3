// What a person can do about the words a mail server (or the network) refused with.

export type Trouble =
  | 'sign_in'
  | 'app_password'
  | 'consent'
  | 'certificate'
  | 'unknown_host'
  | 'unreachable'
  | 'encryption'
  | 'folder'
  | 'quota'
  | 'limit'
  | 'refused_sender'
  | 'broken'

/** The first that fits: the more telling ones come before the more general. */
const SIGNS: [RegExp, Trouble][] = [
  [/app(lication)?[- ]specific password|app password|web ?login required/i, 'app_password'],
  [/invalid_grant|consent|token endpoint|xoauth2|no oauth settings|interaction_required/i, 'consent'],
  [/certificate|self[- ]signed|unknown ?issuer|not a name a certificate/i, 'certificate'],
  [/failed to lookup|name or service not known|no such host|dns|resolve|nodename/i, 'unknown_host'],
  [/starttls|no encryption|tls handshake|no tls with/i, 'encryption'],
  [/quota|over ?limit|mailbox (is )?full|\b4\.2\.2\b|\b5\.2\.2\b/i, 'quota'],
  [/too many|rate|throttl|try again later|\b4\.7\.\d/i, 'limit'],
  [/sender|from address|not allowed to send|send ?as|\b5\.7\.60\b|\b553\b/i, 'refused_sender'],
  [
    /sign-in|authenticat|authorizationfailed|login failed|invalid credentials|user ?name|password|\b535\b/i,
    'sign_in',
  ],
  [/folder|mailbox does ?n.t exist|nonexistent|unknown mailbox|\[trycreate\]/i, 'folder'],
  [/refused|no answer|timed? ?out|unreachable|failed to connect|did not answer/i, 'unreachable'],
  [/the connection broke|reset|eof|bye/i, 'broken'],
]

export function troubleOf(words: string): Trouble | null {
  return SIGNS.find(([sign]) => sign.test(words))?.[1] ?? null
}
