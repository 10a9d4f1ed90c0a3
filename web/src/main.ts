// Starts the app.
import './app/app.css'
import './app/theme'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import { cache } from './api/cache'
import App from './app/App.vue'
import { router } from './app/router'
import { listenForShortcuts } from './app/shortcuts'
import { everyWord, i18n, startLanguage } from './i18n'
import { tellCutWords } from './ui/cut_words'

void startLanguage().then(() => {
  listenForShortcuts()
  tellCutWords()
  createApp(App).use(i18n).use(VueQueryPlugin, { queryClient: cache }).use(router).mount('#app')
  // Dialogs and menus of the inbox use them too. Where they do not arrive, the next page asks again.
  setTimeout(() => everyWord().catch(() => undefined), 500)
})
