import { beginVisit, type Visit } from './visit.js'

/** Made when it is asked for: where there is no browser, there is no HTMLElement to extend. */
export function mokumMatchClass(): CustomElementConstructor {
  return class MokumMatch extends HTMLElement {
    static readonly observedAttributes = ['language']
    #visit: Visit | undefined

    /** Soon: until then scripts and frameworks set attributes, or move it to another place in the page, where it goes on. */
    connectedCallback(): void {
      queueMicrotask(() => {
        if (this.isConnected) this.#visit ??= beginVisit(this)
        else {
          this.#visit?.end()
          this.#visit = undefined
        }
      })
    }

    disconnectedCallback(): void {
      this.connectedCallback()
    }

    attributeChangedCallback(_name: string, _before: string | null, language: string | null): void {
      if (language) this.#visit?.setLanguage(language)
    }
  }
}
