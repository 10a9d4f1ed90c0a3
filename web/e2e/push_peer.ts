// A push service for the tests: takes what the hub sends, and opens it as the browser would (RFC 8291).
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'

export interface Pushed {
  headers: IncomingHttpHeaders
  message: Record<string, unknown>
}

export interface PushPeer {
  /** What `PushSubscription.toJSON()` would say. */
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } }
  /** The next message, when it comes. */
  next: () => Promise<Pushed>
  stop: () => void
}

export async function startPushPeer(): Promise<PushPeer> {
  const browser = createECDH('prime256v1')
  browser.generateKeys()
  const auth = randomBytes(16)
  const taken: Pushed[] = []
  const waiting: ((pushed: Pushed) => void)[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const message = JSON.parse(open(browser, auth, Buffer.concat(parts)).toString())
      const pushed = { headers: request.headers, message }
      const wanted = waiting.shift()
      if (wanted) wanted(pushed)
      else taken.push(pushed)
      response.writeHead(201).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    subscription: {
      endpoint: `http://127.0.0.1:${port}/browser`,
      keys: { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') },
    },
    next: () => {
      const first = taken.shift()
      return first ? Promise.resolve(first) : new Promise((done) => waiting.push(done))
    },
    stop: () => server.close(),
  }
}

function open(browser: ReturnType<typeof createECDH>, auth: Buffer, body: Buffer): Buffer {
  const [salt, theirs, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)]
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), theirs])
  const input = Buffer.from(hkdfSync('sha256', browser.computeSecret(theirs), auth, info, 32))
  const derive = (name: string, length: number) =>
    Buffer.from(hkdfSync('sha256', input, salt, `Content-Encoding: ${name}\0`, length))
  const opening = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
  opening.setAuthTag(sealed.subarray(-16))
  const record = Buffer.concat([opening.update(sealed.subarray(0, -16)), opening.final()])
  return record.subarray(0, record.lastIndexOf(2))
}
