// Everything the palette can do besides finding tickets and contacts.
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { cache } from '@/api/cache'
import { useViews } from '@/api/lists'
import type { Ticket } from '@/api/types'
import { may, me, signOut } from '@/app/session'
import { perform } from '@/app/shortcuts'
import { overlays } from '@/app/overlays'
import { theme } from '@/app/theme'
import { runMacro, useMacros } from '@/macros/macros'
import { LANGUAGES, setLanguage, t } from '@/i18n'
import { failed } from '@/ui/failed'
import type { IconName } from '@/ui/icons'

export interface Command {
  id: string
  label: string
  icon: IconName
  keys?: string
  run: () => unknown
}

export function useCommands() {
  const router = useRouter()
  const { items: views } = useViews()
  const { items: macros } = useMacros()
  const go = (id: string, label: string, icon: IconName, path: string, keys?: string): Command => ({
    id,
    label,
    icon,
    keys,
    run: () => router.push(path),
  })
  /** Does what a key does, so that the palette and the keyboard cannot differ. */
  const press = (id: string, label: string, icon: IconName, keys: string): Command => ({
    id,
    label,
    icon,
    keys,
    // When the palette has given the focus back.
    run: () => setTimeout(() => perform(keys), 60),
  })
  return computed<Command[]>(() => {
    const path = router.currentRoute.value
    const onTicket = path.path.startsWith('/inbox') && !!path.params.number
    const change = onTicket && may('tickets_change')
    return [
      ...(onTicket && may('tickets_reply')
        ? [
            press('reply', t('composer.reply'), 'reply', 'r'),
            press('forward', t('composer.forward'), 'forward', 'f'),
          ]
        : []),
      ...(change
        ? [
            press('note', t('composer.note'), 'note', 'n'),
            press('assign', t('ticket.assign'), 'person', 'a'),
            press('resolve', `${t('ticket.resolve')} / ${t('ticket.reopen')}`, 'check-circle', 'e'),
            press('snooze', t('ticket.snooze'), 'snooze', 's'),
            press('tags', t('ticket.tags'), 'tag', 'l'),
            press('priority', t('ticket.priority'), 'flag', 'p'),
            press('team', t('ticket.team'), 'team', 't'),
            press('macro', t('macros.run'), 'macro', 'shift+m'),
            ...macros.value.map((macro): Command => ({
              id: `macro-${macro.id}`,
              label: t('macros.run_name', { name: macro.name }),
              icon: 'macro',
              run: () => {
                const open = cache.getQueryData<Ticket>(['ticket', Number(path.params.number)])
                if (open) void runMacro(open.id, macro)
              },
            })),
            press('more', t('shortcuts.ticket.m'), 'more', 'm'),
          ]
        : []),
      go('board', t('nav.board'), 'home', '/home', 'g h'),
      go('mine', `${t('nav.inbox')}: ${t('queue.mine')}`, 'inbox', '/inbox/mine', 'g m'),
      go('unassigned', `${t('nav.inbox')}: ${t('queue.unassigned')}`, 'inbox', '/inbox/unassigned', 'g u'),
      go('all', `${t('nav.inbox')}: ${t('queue.all')}`, 'inbox', '/inbox/all', 'g a'),
      go('mentions', `${t('nav.inbox')}: ${t('queue.mentions')}`, 'at', '/inbox/mentions', 'g @'),
      go('snoozed', `${t('nav.inbox')}: ${t('queue.snoozed')}`, 'snooze', '/inbox/snoozed', 'g z'),
      go('spam', `${t('nav.inbox')}: ${t('queue.spam')}`, 'shield', '/inbox/spam'),
      ...(path.path.startsWith('/inbox')
        ? [
            press('queues', t('shortcuts.queue.q'), 'sidebar', 'q'),
            press('focus', t('shortcuts.queue.z'), 'eye', 'z'),
          ]
        : []),
      ...views.value
        .filter((view) => view.listed)
        .map((view) => go(`view-${view.id}`, view.name, 'list', `/inbox/view-${view.id}`)),
      go('contacts', t('nav.contacts'), 'contacts', '/contacts', 'g c'),
      go('search', t('nav.search'), 'search', '/search', '/'),
      ...(may('intake_manage') ? [go('intake', t('nav.intake'), 'warning', '/intake', 'g f')] : []),
      ...(me.value?.sandbox ? [go('sandbox', t('nav.sandbox'), 'flask', '/sandbox', 'g b')] : []),
      go('profile', t('nav.profile'), 'person', '/settings/profile'),
      ...(may('channels_manage')
        ? [go('channels', t('settings.channels'), 'mail', '/settings/channels')]
        : []),
      ...(may('users_manage') ? [go('users', t('settings.users'), 'contacts', '/settings/users')] : []),
      ...(may('tickets_reply') || may('tickets_change')
        ? [go('canned', t('settings.canned'), 'canned', '/settings/canned')]
        : []),
      ...(may('tickets_change') ? [go('macros', t('settings.macros'), 'macro', '/settings/macros')] : []),
      go('settings', t('nav.settings'), 'settings', '/settings', 'g s'),
      {
        id: 'shortcuts',
        label: t('shortcuts.title'),
        icon: 'keyboard',
        keys: '?',
        run: () => (overlays.shortcuts = true),
      },
      {
        id: 'light',
        label: `${t('theme.title')}: ${t('theme.light')}`,
        icon: 'sun',
        run: () => (theme.value = 'light'),
      },
      {
        id: 'dark',
        label: `${t('theme.title')}: ${t('theme.dark')}`,
        icon: 'moon',
        run: () => (theme.value = 'dark'),
      },
      {
        id: 'system',
        label: `${t('theme.title')}: ${t('theme.system')}`,
        icon: 'settings',
        run: () => (theme.value = 'system'),
      },
      ...LANGUAGES.map((known): Command => ({
        id: known.code,
        label: known.name,
        icon: 'globe',
        run: () => setLanguage(known.code),
      })),
      {
        id: 'sign-out',
        label: t('nav.sign_out'),
        icon: 'sign-out',
        run: () => signOut().then(() => router.push('/sign-in'), failed),
      },
    ]
  })
}
