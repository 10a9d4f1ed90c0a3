// Sends one file as a form and reads the answer.
import { Problem, problemFrom } from './request'

export async function sendForm<T>(method: 'POST' | 'PUT', path: string, file: File): Promise<T> {
  const body = new FormData()
  body.append('file', file)
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, { method, body, credentials: 'same-origin' })
  } catch {
    throw new Problem(0, 'network', 'No connection', '')
  }
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => ({})))
  return (await response.json()) as T
}
