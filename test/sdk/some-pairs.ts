import fc from 'fast-check'
import { prepareMatching } from '../../src/matching/matching.js'
import { worlds } from '../helpers/arbitraries.js'
import { bundled, publishedOf } from '../helpers/bundled.js'
import { languages, settings, withTexts } from '../helpers/whole-documents.js'
import type { Pairs } from './conformance.js'

/** So many random matches on random releases, the same at every call, with what the server says. */
export function* somePairs(count: number): Generator<Pairs, void, undefined> {
  const asked = fc.constantFrom(...languages, 'xx', 'tr-TR', 'pt')
  const drawn = fc.record({ world: worlds({ mayBeWrong: false }), seed: fc.nat(), language: asked })
  let left = count
  for (let seed = 1; left > 0; seed += 1) {
    for (const { world, seed: texts, language } of fc.sample(drawn, { seed, numRuns: 50 })) {
      const published = publishedOf(withTexts(world.release, texts))
      const { match } = prepareMatching(published, settings)
      for (const set of published.questionSets.keys()) {
        const cases = world.cases.filter(({ questionSet }) => questionSet === set).slice(0, left)
        left -= cases.length
        const requests = cases.map(({ answers, options }) => {
          // A device knows nothing of services that are not active.
          const { explain: _, ...rest } = options
          const reply = match({ questionSet: set, answers, ...rest, language })
          if (!('result' in reply)) throw new Error('These answers have no problem.')
          return { answers, options: rest, expected: JSON.stringify(reply.result) }
        })
        if (requests.length > 0) yield { ...bundled(published, set, language), requests }
      }
    }
  }
}
