import { createClient } from '../client.js'
import type { FlowOptions } from '../flow.js'

/** What the attributes of the element ask of its flow; an empty one, and a value that nobody knows, counts as absent. */
export function flowOptionsOf(element: HTMLElement): FlowOptions {
  const given = (name: string): string | undefined => element.getAttribute(name) || undefined
  const oneOf = <T extends string>(name: string, known: readonly T[]): T | undefined =>
    known.find((one) => one === given(name))
  return {
    client: createClient({ baseUrl: given('base-url') ?? '', partner: given('partner') }),
    questionSet: given('question-set'),
    language: given('language'),
    mode: oneOf('mode', ['server', 'auto']),
    storage: oneOf('storage', ['tab', 'device']),
  }
}
