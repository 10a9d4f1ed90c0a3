import { describe, expect, it } from 'vitest'
import { en, it_ } from '@/i18n/whole'
import { troubleOf } from './trouble'

describe('the words of a server', () => {
  it.each([
    ['the server refused the sign-in ([AUTHENTICATIONFAILED] Authentication failed.)', 'sign_in'],
    ['535 5.7.8 Username and Password not accepted.', 'sign_in'],
    ['[ALERT] Application-specific password required', 'app_password'],
    ['invalid_grant Token has been expired or revoked.', 'consent'],
    ['no TLS with mail.example.com: invalid peer certificate: UnknownIssuer', 'certificate'],
    [
      'failed to connect to imap.exmaple.com:993: failed to lookup address information: Name or service not known',
      'unknown_host',
    ],
    ['failed to connect to mail.example.com:993: Connection refused (os error 111)', 'unreachable'],
    ['failed to connect to mail.example.com:993: no answer in 20 s', 'unreachable'],
    ['the server offers no encryption (STARTTLS), and this channel does not send without', 'encryption'],
    ['452 4.2.2 The recipient is over quota', 'quota'],
    ['the connection broke: unexpected end of file', 'broken'],
    ['the moon is full', null],
  ])('%s', (words, trouble) => expect(troubleOf(words)).toBe(trouble))
})

it('has advice for every trouble in every language', () => {
  expect(Object.keys(it_.trouble).sort()).toEqual(Object.keys(en.trouble).sort())
})
