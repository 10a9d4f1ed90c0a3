// Everything the palette can do besides finding tickets and contacts.
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { useViews } from '@/api/lists'
import { may, me, signOut } from '@/app/session'
import { overlays } from '@/app/overlays'
import { theme } from '@/app/theme'
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
  const go = (id: string, label: string, icon: IconName, path: string, keys?: string): Command => ({
    id,
    label,
    icon,
    keys,
    run: () => router.push(path),
  })
  /** Presses a key for the user, so that the palette and the keyboard cannot differ. */
  const press = (id: string, label: string, icon: IconName, key: string, shift = false): Command => ({
    id,
    label,
    icon,
    keys: key.toUpperCase(),
    run: () =>
      setTimeout(
        () =>
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey: shift, bubbles: true })),
        60,
      ),
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
            press('more', t('shortcuts.ticket.m'), 'more', 'm'),
          ]
        : []),
      go('board', t('nav.board'), 'home', '/home', 'G H'),
      go('mine', `${t('nav.inbox')}: ${t('queue.mine')}`, 'inbox', '/inbox/mine', 'G M'),
      go('unassigned', `${t('nav.inbox')}: ${t('queue.unassigned')}`, 'inbox', '/inbox/unassigned', 'G U'),
      go('all', `${t('nav.inbox')}: ${t('queue.all')}`, 'inbox', '/inbox/all', 'G A'),
      go('mentions', `${t('nav.inbox')}: ${t('queue.mentions')}`, 'at', '/inbox/mentions', 'G @'),
      go('snoozed', `${t('nav.inbox')}: ${t('queue.snoozed')}`, 'snooze', '/inbox/snoozed', 'G Z'),
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
      go('contacts', t('nav.contacts'), 'contacts', '/contacts', 'G C'),
      go('search', t('nav.search'), 'search', '/search', '/'),
      ...(may('intake_manage') ? [go('intake', t('nav.intake'), 'warning', '/intake', 'G F')] : []),
      ...(me.value?.sandbox ? [go('sandbox', t('nav.sandbox'), 'flask', '/sandbox', 'G B')] : []),
      go('profile', t('nav.profile'), 'person', '/settings/profile'),
      ...(may('channels_manage')
        ? [go('channels', t('settings.channels'), 'mail', '/settings/channels')]
        : []),
      ...(may('users_manage') ? [go('users', t('settings.users'), 'contacts', '/settings/users')] : []),
      go('settings', t('nav.settings'), 'settings', '/settings', 'G S'),
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
