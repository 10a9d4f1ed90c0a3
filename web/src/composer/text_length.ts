// How long a text is in the unit its channel counts, and what a text message makes of it. The server counts the same way.
import type { TextLimit } from '@/api/types'

// 3GPP TS 23.038 §6.2.1: the default alphabet, and the extension table whose signs take two.
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const EXTENSION = new Set('\f^{}\\[~]|€')

export interface SmsLength {
  encoding: 'gsm7' | 'ucs2'
  /** Septets, or UTF-16 units. */
  units: number
  segments: number
  /** Units the last segment still takes. */
  left: number
  /** The first sign that makes the message the more expensive kind. */
  culprit: string | null
}

/** 3GPP TS 23.040 §9.2.3.24: a part of a longer message gives some room to its header. */
const ROOM = { gsm7: [160, 153], ucs2: [70, 67] } as const

export function smsLength(text: string): SmsLength {
  const signs = [...text]
  const culprit = signs.find((sign) => !BASIC.has(sign) && !EXTENSION.has(sign)) ?? null
  const encoding = culprit === null ? 'gsm7' : 'ucs2'
  const sizes = signs.map((sign) => (encoding === 'ucs2' ? sign.length : EXTENSION.has(sign) ? 2 : 1))
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const [single, part] = ROOM[encoding]
  if (units <= single) return { encoding, units, segments: units ? 1 : 0, left: single - units, culprit }
  let segments = 1
  let filled = 0
  for (const size of sizes) {
    // An escape or a surrogate is never torn from what it belongs to.
    if (filled + size > part) {
      segments++
      filled = 0
    }
    filled += size
  }
  return { encoding, units, segments, left: part - filled, culprit }
}

export function textLength(text: string, unit: TextLimit['unit']): number {
  if (unit === 'bytes') return new TextEncoder().encode(text).length
  return unit === 'sms_segments' ? smsLength(text).segments : [...text].length
}
