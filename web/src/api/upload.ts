// Uploads a file with progress (fetch cannot tell how far an upload is).
import { Problem, problemFrom } from './request'
import type { Attachment } from './types'

/** Sends `file`; `progress` hears 0…1. The returned function in `abort` stops it. */
export function upload<T = Attachment>(file: File, progress: (part: number) => void, path = '/attachments') {
  const xhr = new XMLHttpRequest()
  const done = new Promise<T>((resolve, reject) => {
    xhr.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
    xhr.onerror = () => reject(new Problem(0, 'network', 'No connection', ''))
    xhr.onabort = () => reject(new Problem(0, 'aborted', 'Stopped', ''))
    xhr.onload = () => {
      const body = parse(xhr.responseText)
      if (xhr.status >= 200 && xhr.status < 300) resolve(body as T)
      else reject(problemFrom(xhr.status, body))
    }
  })
  const form = new FormData()
  form.append('file', file)
  xhr.open('POST', `/api/v1${path}`)
  xhr.setRequestHeader('accept', 'application/json')
  xhr.send(form)
  return { done, abort: () => xhr.abort() }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
