// How wide the screen is: phone (one pane), tablet (two), desk (three).
import { ref } from 'vue'

export const screen = ref<'phone' | 'tablet' | 'desk'>('desk')
const phone = matchMedia('(max-width: 639px)')
const tablet = matchMedia('(max-width: 1099px)')
function look() {
  screen.value = phone.matches ? 'phone' : tablet.matches ? 'tablet' : 'desk'
}
phone.addEventListener('change', look)
tablet.addEventListener('change', look)
look()
