// Whom a canned reply or macro is for, as one choice: "personal", "everyone", or the id of a team.
import { computed } from 'vue'
import { useTeams } from '@/api/lists'
import type { Circle, Id } from '@/api/types'
import { may } from '@/app/session'
import { t } from '@/i18n'

export interface Owned {
  scope: Circle
  team_id: Id | null
}

export const toChoice = (of: Owned) => of.team_id ?? of.scope
export const fromChoice = (choice: string): Owned =>
  choice === 'personal' || choice === 'everyone'
    ? { scope: choice, team_id: null }
    : { scope: 'team', team_id: choice }

/** What one may choose; who manages nothing keeps all for themselves. */
export function useScopes() {
  const { items: teams } = useTeams()
  const choices = computed(() => [
    { value: 'personal', label: t('canned.scope.personal') },
    ...(may('canned_manage')
      ? [
          ...teams.value.map((team) => ({ value: team.id, label: t('canned.of_team', { team: team.name }) })),
          { value: 'everyone', label: t('canned.scope.everyone') },
        ]
      : []),
  ])
  const named = (of: Owned) =>
    of.scope === 'team'
      ? (teams.value.find((team) => team.id === of.team_id)?.name ?? t('canned.scope.team'))
      : t(`canned.scope.${of.scope}`)
  return { choices, named }
}
