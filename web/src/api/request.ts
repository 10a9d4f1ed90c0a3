// One door to the server: sends JSON, reads JSON, turns every failure into a `Problem`.

/** What is wrong with one field of what was sent. */
export interface FieldProblem {
  /** JSON pointer into the body, or the name of a query parameter. */
  pointer: string
  /** In English. */
  detail: string
  /** Stable word for translation. */
  code?: string
  /** Numbers and names that belong into the sentence. */
  values?: string[]
}

/** A failure the server (or the network) reported. `code` is a stable word for translation. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: FieldProblem[] = [],
    /** The whole answer; some problems carry more, e.g. the newer messages of a 409. */
    readonly body: Record<string, unknown> = {},
  ) {
    super(detail || title)
  }
}

export interface RequestOptions {
  query?: Record<string, string | number | boolean | undefined | null>
  body?: unknown
  /** Sent as `If-Match`: the change is refused when somebody else was faster. */
  version?: number
  idempotencyKey?: string
  signal?: AbortSignal
  /** Arrives even when the page is closed meanwhile. */
  keepalive?: boolean
}

let signedOut: () => void = () => {}
/** Called when the session ended under our feet. */
export function onSignedOut(callback: () => void) {
  signedOut = callback
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (options.version !== undefined) headers['if-match'] = `"${options.version}"`
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey
  let response: Response
  try {
    response = await fetch(`/api/v1${path}${queryString(options.query)}`, {
      method,
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
      keepalive: options.keepalive,
      credentials: 'same-origin',
    })
  } catch (cause) {
    if (options.signal?.aborted) throw cause
    throw new Problem(0, 'network', 'No connection', '')
  }
  if (!response.ok) throw await problemOf(response, path)
  // 202 and 204 say nothing more.
  if (response.status === 202 || response.status === 204) return undefined as T
  return (await response.json()) as T
}

/** Whether the server is there and can say who we are, or that we are nobody. */
export const answers = () =>
  fetch('/api/v1/session').then(
    ({ status }) => status < 500,
    () => false,
  )

async function problemOf(response: Response, path: string): Promise<Problem> {
  const body = await response.json().catch(() => ({}))
  const problem = problemFrom(response.status, body)
  if (response.status === 401 && path !== '/session') signedOut()
  return problem
}

/** Reads an RFC 9457 answer. */
export function problemFrom(status: number, body: Record<string, unknown>): Problem {
  return new Problem(
    status,
    typeof body.code === 'string' ? body.code : status >= 500 ? 'internal' : 'unexpected',
    typeof body.title === 'string' ? body.title : `HTTP ${status}`,
    typeof body.detail === 'string' ? body.detail : '',
    Array.isArray(body.errors) ? body.errors : [],
    body,
  )
}

export function queryString(query: RequestOptions['query']): string {
  const pairs = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  if (!pairs.length) return ''
  return '?' + new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString()
}

export const get = <T>(path: string, options?: RequestOptions) => request<T>('GET', path, options)
export const post = <T>(path: string, body?: unknown, options?: RequestOptions) =>
  request<T>('POST', path, { ...options, body: body ?? {} })
export const patch = <T>(path: string, body: unknown, options?: RequestOptions) =>
  request<T>('PATCH', path, { ...options, body })
export const put = <T>(path: string, body: unknown, options?: RequestOptions) =>
  request<T>('PUT', path, { ...options, body })
export const del = <T = void>(path: string, options?: RequestOptions) => request<T>('DELETE', path, options)
