// Short messages at the bottom: what happened, and a way back.
import { ref } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'error'
  action?: { label: string; run: () => void }
  /** When it goes by itself (ms since epoch); shows a countdown when `counts`. */
  until: number
  counts: boolean
}

export const toasts = ref<Toast[]>([])
let nextId = 1

export interface ToastOptions {
  tone?: Toast['tone']
  action?: Toast['action']
  milliseconds?: number
  counts?: boolean
}

export function toast(text: string, options: ToastOptions = {}): number {
  const id = nextId++
  const stays = options.milliseconds ?? (options.tone === 'error' || options.action ? 8000 : 4000)
  toasts.value = [
    ...toasts.value.slice(-2),
    {
      id,
      text,
      tone: options.tone ?? 'plain',
      action: options.action,
      until: Date.now() + stays,
      counts: options.counts ?? false,
    },
  ]
  setTimeout(() => dismiss(id), stays)
  return id
}

export function dismiss(id: number) {
  toasts.value = toasts.value.filter((shown) => shown.id !== id)
}
