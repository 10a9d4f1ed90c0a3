// Days as the reader's clock has them.
import { computed } from 'vue'
import { now, timeZone } from '@/i18n/format'
import { midnight } from '@/i18n/wall_clock'

/** The midnights that begin each of the last `days` days, and the one that ends today; the same until the day changes. */
export function useDays(days: () => number) {
  return computed(() =>
    Array.from({ length: days() + 1 }, (_, index) =>
      midnight(now.value, days() - 1 - index, timeZone.value).toISOString(),
    ),
  )
}
