// Parts of the inbox that come later, with the words they need.
import { defineAsyncComponent, type Component } from 'vue'
import { everyWord } from '.'

/** As `defineAsyncComponent`; it shows when its words are here too. */
export const lazily = <T extends Component>(load: () => Promise<{ default: T }>): T =>
  defineAsyncComponent(async () => {
    const [module] = await Promise.all([load(), everyWord()])
    return module.default
  })
