// What the audit log can tell of, in the order people look for it; a test finds what the server writes beyond it.
export const ACTIONS = [
  'user.setup',
  'user.create',
  'user.update',
  'user.invite',
  'user.uninvite',
  'user.accept',
  'user.password',
  'session.end',
  'session.end_others',
  'token.create',
  'token.revoke',
  'team.create',
  'team.update',
  'team.delete',
  'role.create',
  'role.update',
  'role.delete',
  'channel.create',
  'channel.update',
  'channel.consent',
  'channel.pause',
  'channel.resume',
  'channel.delete',
  'custom_field.create',
  'custom_field.update',
  'custom_field.delete',
  'settings.update',
] as const

/** `channel.update` → `channel_update`: dots lead into rooms of the language files. */
export const actionKey = (action: string) => `audit.did.${action.replace('.', '_')}`
