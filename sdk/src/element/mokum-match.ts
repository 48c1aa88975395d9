import { beginVisit, type Visit } from './visit.js'

/** Made when it is asked for: where there is no browser, there is no HTMLElement to extend. */
export function mokumMatchClass(): CustomElementConstructor {
  return class MokumMatch extends HTMLElement {
    static readonly observedAttributes = ['language']
    #visit: Visit | undefined

    connectedCallback(): void {
      this.#visit ??= beginVisit(this)
    }

    /** Moved to another place in the page, it goes on there. */
    disconnectedCallback(): void {
      queueMicrotask(() => {
        if (this.isConnected) return
        this.#visit?.end()
        this.#visit = undefined
      })
    }

    attributeChangedCallback(_name: string, _before: string | null, language: string | null): void {
      if (language) this.#visit?.setLanguage(language)
    }
  }
}
