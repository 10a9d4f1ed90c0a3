// The custom fields of contacts and companies, and what is typed into them.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { get } from '@/api/request'
import type { CustomField, FieldAbout, Items } from '@/api/types'
import { day, decimal } from '@/i18n/format'
import { isEmpty } from './values'

/** Every field there is, archived ones too. */
export function useCustomFields() {
  const query = useQuery({
    queryKey: ['custom-fields'],
    queryFn: () => get<Items<CustomField>>('/custom-fields'),
    staleTime: 60_000,
  })
  return { ...query, items: computed(() => query.data.value?.items ?? []) }
}

/** Those that are filled in, in their order. */
export function useFieldsOf(about: FieldAbout) {
  const { items } = useCustomFields()
  return computed(() => items.value.filter((field) => field.about === about && !field.archived_at))
}

/** A value in words; `yes` and `no` are the words of the language. */
export function valueText(field: CustomField, value: unknown, words: { yes: string; no: string }): string {
  if (isEmpty(value)) return ''
  switch (field.type) {
    case 'number':
      return decimal(Number(value))
    case 'date':
      return day(String(value))
    case 'yes_no':
      return value ? words.yes : words.no
    case 'choices':
      return Array.isArray(value) ? value.join(', ') : ''
    default:
      return String(value)
  }
}
