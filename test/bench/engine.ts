import { ask } from '../../src/engine/ask.js'
import { choose } from '../../src/engine/choose.js'
import { fnv } from '../../src/engine/fair-key.js'
import { type Answers, type Index, match, readAnswers } from '../../src/engine/index.js'
import { canonicalAnswers } from '../../src/engine/receipt.js'
import type { Peer, Query } from './peer.js'

/** What the service and the SDK do: everything from the answers as sent to reasons and receipt. */
export function wholeEngine(index: Index, name: string): Peer {
  return {
    name,
    pick: ({ answers }) =>
      match(index, read(index, answers)).choices.map(({ service, tier, gain }) => ({ service, tier, gain })),
  }
}

/** No more than the peers do: from wishes and demands to the choices. */
export function choosingEngine(index: Index, name: string): Peer {
  const prepared = new Map<Query, Parameters<typeof choose>[0]>()
  const prepare = (query: Query): Parameters<typeof choose>[0] => {
    const answers = read(index, query.answers)
    const fair = fnv(`|${canonicalAnswers(answers.given)}`)
    const found = {
      index,
      asked: ask(index.content, [answers.questionSet.always, ...answers.given]),
      rules: answers.questionSet,
      fair,
      without: new Set<number>(),
    }
    prepared.set(query, found)
    return found
  }
  return {
    name,
    pick: (query) =>
      choose(prepared.get(query) ?? prepare(query), 0).choices.map(({ service, tier, gain }) => ({
        service: index.content.services.ids[service]!,
        tier,
        gain,
      })),
  }
}

function read(index: Index, given: Query['answers']): Answers {
  const answers = readAnswers(index, 'bench', given)
  if ('problems' in answers) throw new Error('The bench gives only answers without problems.')
  return answers
}
