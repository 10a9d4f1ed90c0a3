// The columns of the list of contacts: which there are, which are shown, what stands in them.
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Contact } from '@/api/types'
import { preference } from '@/app/preferences'
import { useFieldsOf, valueText } from '@/fields/fields'
import { count, languageName } from '@/i18n/format'
import type { ContactSort } from './listed'

export interface Column {
  id: string
  name: string
  /** Plain columns are words; the others are drawn by the table. */
  text?: (contact: Contact) => string
  sort?: ContactSort
  width: string
}

const addressOf = (contact: Contact, kind: string) =>
  contact.identities.find((identity) => identity.kind === kind)?.value ?? ''

export const chosenColumns = preference<string[]>('contact_columns', [
  'address',
  'company',
  'tags',
  'open_tickets',
  'last_activity',
])

export function useColumns() {
  const { t } = useI18n()
  const fields = useFieldsOf('contact')
  const all = computed<Column[]>(() => [
    {
      id: 'address',
      name: t('contacts.address'),
      width: 'w-52',
      text: (one) => addressOf(one, 'email') || one.identities[0]?.value || '',
    },
    { id: 'phone', name: t('contacts.phone'), width: 'w-36', text: (one) => addressOf(one, 'phone') },
    {
      id: 'kind',
      name: t('contact.kind.title'),
      width: 'w-28',
      text: (one) => t(`contact.kind.${one.kind}`),
    },
    { id: 'company', name: t('contact.company'), width: 'w-40' },
    { id: 'tags', name: t('contact.tags'), width: 'w-44' },
    {
      id: 'language',
      name: t('profile.language'),
      width: 'w-28',
      text: (one) => (one.language ? languageName(one.language) : ''),
    },
    {
      id: 'open_tickets',
      name: t('contacts.open_tickets'),
      width: 'w-16',
      text: (one) => count(one.open_tickets),
    },
    { id: 'last_activity', name: t('contacts.last_activity'), width: 'w-32', sort: 'last_activity' },
    { id: 'created', name: t('contacts.created'), width: 'w-32', sort: 'created' },
    ...fields.value.map((field) => ({
      id: `fields.${field.key}`,
      name: field.name,
      width: field.type === 'long_text' ? 'w-56' : 'w-36',
      text: (one: Contact) =>
        valueText(field, one.fields[field.key], { yes: t('filter.yes'), no: t('filter.no') }),
    })),
  ])
  const shown = computed(() =>
    chosenColumns.value.flatMap((id) => all.value.find((column) => column.id === id) ?? []),
  )
  function toggle(id: string) {
    chosenColumns.value = chosenColumns.value.includes(id)
      ? chosenColumns.value.filter((one) => one !== id)
      : [...chosenColumns.value, id]
  }
  return { all, shown, toggle }
}
