// Deletes a thing after asking.
import { cache } from '@/api/cache'
import { del } from '@/api/request'
import { t } from '@/i18n'
import { confirm } from '@/ui/confirm'
import { failed } from '@/ui/failed'

export async function removeThing(list: string, thing: { id: string; name: string }, warning: string) {
  const yes = await confirm({
    title: `${t('ui.delete')}: ${thing.name}`,
    text: warning,
    yes: t('ui.delete'),
    danger: true,
  })
  if (!yes) return
  await del(`/${list}/${thing.id}`).catch(failed)
  await cache.invalidateQueries({ queryKey: [list] })
}
