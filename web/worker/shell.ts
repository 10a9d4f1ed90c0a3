// The files of the app: hashed ones from the cache, pages from the network first, nothing of the API ever.
declare const self: ServiceWorkerGlobalScope

/** Filled in by the build: every hashed file, and a name that changes with them. */
const files = JSON.parse('__FILES__') as string[]
const version = '__VERSION__'

const PREFIX = 'shell-'
const NAME = PREFIX + version
/** Where the page lies in the cache: the same for every address. */
const PAGE = '/'
const ICONS = ['/favicon.svg', '/icons/192.png', '/icons/badge.png', '/manifest.webmanifest']
/** A server that says nothing for so long is away (ms). */
const PATIENCE = 8_000

export async function keepShell() {
  const cache = await caches.open(NAME)
  await cache.addAll([...files, ...ICONS].map((file) => new Request(file, { cache: 'no-cache' })))
  await keepPage(await fetch(PAGE, { headers: { accept: 'text/html' }, cache: 'no-cache' }))
}

/** The one before stays: a page of that version that is still open may yet need a file of it. */
export async function forgetOldShells() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME)
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)))
}

/** What to answer with; nothing for what is the network's alone. */
export function serve(request: Request): Promise<Response> | undefined {
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return undefined
  if (url.pathname.startsWith('/api/') || url.pathname.startsWith('/hooks/')) return undefined
  if (request.mode === 'navigate') return page(request)
  if (url.pathname.startsWith('/assets/') || ICONS.includes(url.pathname)) return file(request)
  return undefined
}

/** Fresh from the server; without one, as it was last time. */
async function page(request: Request): Promise<Response> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE)
  try {
    const fresh = await fetch(request, { signal: patience.signal })
    // A proxy whose server is away answers for it.
    if (fresh.status < 502 || fresh.status > 504) {
      if (fresh.ok && isPage(fresh)) await keepPage(fresh.clone())
      return fresh
    }
  } catch {
    // Away: what is kept is shown.
  } finally {
    clearTimeout(timer)
  }
  return (await (await caches.open(NAME)).match(PAGE)) ?? Response.error()
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request)
}

/** With its headers: its policy names the same nonce as its scripts. */
async function keepPage(answer: Response) {
  if (!answer.ok || answer.redirected || !isPage(answer)) return
  await (await caches.open(NAME)).put(PAGE, answer)
}

const isPage = (answer: Response) => answer.headers.get('content-type')?.startsWith('text/html') ?? false
