// Which of the app-wide windows are open.
import { reactive } from 'vue'

export const overlays = reactive({ palette: false, shortcuts: false })
