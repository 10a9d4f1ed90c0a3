// How much is unread, said by the tab's title, its icon, and the icon of the installed app.
import { onScopeDispose, watch } from 'vue'
import { useCounts } from '@/app/counts'
import { unreadInTitle } from '@/app/page_title'

const ICON = '/favicon.svg'
const ICON_UNREAD = '/favicon-unread.svg'

function show(unread: number) {
  unreadInTitle.value = unread
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const wanted = unread ? ICON_UNREAD : ICON
  if (icon && icon.getAttribute('href') !== wanted) icon.setAttribute('href', wanted)
  // Where there is no installed app, there is nothing to put it on.
  if ('setAppBadge' in navigator) void navigator.setAppBadge(unread).catch(() => {})
}

export function useBadge() {
  const { data } = useCounts()
  watch(() => data.value?.notifications ?? 0, show, { immediate: true })
  onScopeDispose(() => show(0))
}
