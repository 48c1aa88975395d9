import type { Sentence } from '../../../src/words/index.js'

export type Child = Node | Sentence | string | false | undefined

/** A function listens to the event of that name; what is false, empty or absent leaves the attribute out. */
export type Attributes = Readonly<Record<string, string | false | undefined | ((event: Event) => void)>>

export type Make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: readonly Child[]
) => HTMLElementTagNameMap[K]

/**
 * Makes elements of an interface in this language. Each text gets an element of its own, so that a browser that translates
 * the page, and moves texts into elements of its own, takes nothing away that is changed later.
 */
export function createMake(language: string): Make {
  const make: Make = (tag, attributes, ...children) => {
    const element = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === 'function') element.addEventListener(name, value)
      else if (value) element.setAttribute(name, value)
    }
    const there = children.filter(Boolean) as Exclude<Child, false | undefined>[]
    for (const child of there) {
      if (element.hasChildNodes()) element.append(' ')
      if (child instanceof Node) element.append(child)
      else if (there.length > 1) element.append(make('span', {}, child))
      else write(element, child, language)
    }
    return element
  }
  return make
}

/** A text in another language than that of the interface says which. */
function write(element: HTMLElement, child: Sentence | string, language: string): void {
  const { text, lang } = typeof child === 'string' ? { text: child, lang: language } : child
  element.textContent = text
  if (lang === language) return
  element.lang = lang
  element.dir = 'auto'
}
