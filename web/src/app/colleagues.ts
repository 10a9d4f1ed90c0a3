// Keeps the faces and the availability of colleagues fresh while somebody is signed in.
import { watchEffect } from 'vue'
import { useAgents } from '@/api/lists'
import { colleagues } from '@/ui/faces'

export function useColleagues() {
  const { items } = useAgents()
  watchEffect(() => (colleagues.value = new Map(items.value.map((agent) => [agent.id, agent]))))
}
