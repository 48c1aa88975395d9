import type { Bundle, BundlePointer, MatchResult, PartnerSite } from './api.js'
import type { Client } from './client.js'
import type { prepareDevice } from './device.js'
import type { Contact, FlowOptions } from './flow.js'
import { createQuestionnaire, type GivenAnswers, type Questionnaire } from './questionnaire.js'
import { keep, restore, type Saved } from './saved.js'

export { createWalk } from './walk.js'

/** The questions and places that were fetched, in one language, as a flow needs them; it keeps no answers itself. */
export interface Opened extends Questionnaire {
  readonly contact: Contact | undefined
  find(answers: GivenAnswers, asking: Asking, signal: AbortSignal): Promise<MatchResult>
  keep(saved: Saved): void
  /** Of the answers that were kept those that it knows. */
  restore(now: number): Saved | undefined
}

export interface Asking {
  /** Ids of services; the last of them, where they are more than can be asked. */
  readonly without: readonly string[]
  readonly alternatives: number
}

export interface Fetched {
  readonly client: Client
  readonly storage: Exclude<FlowOptions['storage'], undefined>
  readonly partner: PartnerSite | undefined
  readonly pointer: BundlePointer
  readonly bundle: Bundle
  /** Where it is absent the service matches. */
  readonly device: { readonly prepareDevice: typeof prepareDevice } | undefined
  /** The one that was chosen; none where it is that of the page. */
  readonly language: string | undefined
}

const MOST_WITHOUT = 200

/** @throws MokumError where the device cannot choose (`prepareDevice`) */
export async function openQuestions(fetched: Fetched, signal: AbortSignal): Promise<Opened> {
  const { client, storage, partner, pointer, bundle, device, language } = fetched
  const match = device?.prepareDevice(pointer, bundle)
  const questionnaire = createQuestionnaire(bundle)
  const questionSet = bundle.questionSet.id
  const wanted = partner?.contactPoint ?? bundle.questionSet.contactPoint
  const service =
    bundle.services.find(({ id }) => id === wanted) ??
    // Nobody should be kept from the questions because the number to call is missing.
    (wanted && (await client.getService(wanted, { signal }).catch(() => undefined)))
  return {
    ...questionnaire,
    contact: service ? questionnaire.contactOf(service) : undefined,
    find(answers, { without, alternatives }, signal) {
      const sent = questionnaire.sent(answers)
      const asking = { without: without.slice(-MOST_WITHOUT), alternatives }
      if (match) return match(sent, asking)
      return client.match({ questionSet, answers: sent, language: bundle.language, ...asking }, { signal })
    },
    keep: (saved) => keep(storage, questionSet, { ...saved, language }),
    restore(now) {
      const saved = restore(storage, questionSet, now)
      return saved && { ...saved, answers: questionnaire.fit(saved.answers), language: language ?? saved.language }
    },
  }
}
