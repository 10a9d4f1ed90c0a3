import { expect, it } from 'vitest'
import { readMailbox, writeMailbox } from './mailbox'

const stored = {
  address: 'support@example.com',
  inbound: {
    kind: 'imap',
    host: 'imap.example.com',
    security: 'tls',
    auth: 'password',
    username: 'support',
    password: { set: true },
    poll_seconds: 60,
  },
  outbound: {
    kind: 'smtp',
    host: 'smtp.example.com',
    port: 587,
    security: 'starttls',
    auth: 'password',
    username: 'support',
    password: { set: true },
    time_limits: { data: 60 },
  },
}

it('keeps secrets that were not typed again, and settings the form does not show', () => {
  expect(writeMailbox(readMailbox(stored), stored)).toEqual(stored)
})

it('sends a new secret, and none to a server that needs none', () => {
  const form = readMailbox(stored)
  form.inbound.password = 'new one'
  form.outbound.auth = 'none'
  const written = writeMailbox(form, stored) as {
    inbound: { password: unknown }
    outbound: Record<string, unknown>
  }
  expect(written.inbound.password).toBe('new one')
  expect(written.outbound.password).toBeUndefined()
  expect(written.outbound.username).toBeUndefined()
})
