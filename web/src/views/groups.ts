// Views by who has them: everybody's, each team's, one's own, and last those of teams one only manages.
import type { View } from '@/api/types'
import { t } from '@/i18n'

export interface ViewGroup {
  id: string
  name: string
  views: View[]
}

export function viewGroups(views: View[]): ViewGroup[] {
  const groups = new Map<string, ViewGroup>()
  const into = (id: string, name: string, view: View) => {
    const group = groups.get(id) ?? { id, name, views: [] }
    group.views.push(view)
    groups.set(id, group)
  }
  const rank = (view: View) => (view.scope === 'personal' ? 2 : !view.listed ? 3 : view.team ? 1 : 0)
  for (const view of [...views].sort((a, b) => rank(a) - rank(b))) {
    if (view.team)
      into(
        view.team.id,
        view.listed ? view.team.name : `${view.team.name} · ${t('views.group.others')}`,
        view,
      )
    else into(view.scope, t(`views.group.${view.scope === 'personal' ? 'personal' : 'everyone'}`), view)
  }
  return [...groups.values()]
}
