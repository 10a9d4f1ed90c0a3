// On which side of the rail its lists open: away from the edge of the screen it lies along.
import { computed } from 'vue'
import { direction } from '@/i18n'
import { screen } from './screen'

export const railSide = computed(() =>
  screen.value === 'phone' ? 'top' : direction.value === 'rtl' ? 'left' : 'right',
)
