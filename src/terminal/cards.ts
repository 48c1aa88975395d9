import type { Kind } from '../engine/index.js'
import type { Sentence } from '../words/index.js'
import type { Phrases } from './phrases.js'

/** As much of a match as a terminal shows. */
export interface ShownMatch {
  readonly choices: readonly ShownChoice[]
  readonly advice: readonly { readonly text: Sentence; readonly phone?: string; readonly website?: string }[]
}

interface ShownChoice {
  readonly service: {
    readonly name: Sentence
    readonly summary: Sentence
    readonly contact: {
      readonly phone?: string
      readonly website?: string
      readonly email?: string
      readonly walkIn?: Sentence
    }
  }
  readonly organization: { readonly name: string; readonly kind: Kind }
  readonly reasons: readonly Sentence[]
  readonly doesNotFit: readonly Sentence[]
}

/** The choices one under another, without numbers: there is no first or best. */
export function showMatch({ choices, advice }: ShownMatch, phrases: Phrases): string {
  const cards = choices.map((choice) => showChoice(choice, phrases))
  const notices = advice.map(({ text: { text }, phone = '', website = '' }) =>
    ['·', text, ...[phone, website].filter((way) => !text.includes(way))].join(' '),
  )
  return `\n${[...(cards.length > 0 ? cards : [phrases.none]), notices.join('\n')].join('\n\n')}\n`
}

function showChoice({ service, organization, reasons, doesNotFit }: ShownChoice, phrases: Phrases): string {
  const { phone, website, email, walkIn } = service.contact
  return [
    `▸ ${service.name.text}`,
    `  ${organization.name} (${phrases[organization.kind]})`,
    `  ${service.summary.text}`,
    ...reasons.map(({ text }) => `  + ${text}`),
    ...doesNotFit.map(({ text }) => `  – ${text}`),
    `  → ${[phone, email, website, walkIn?.text].filter(Boolean).join(' · ')}`,
  ].join('\n')
}
