import fc from 'fast-check'
import t from 'tap'
import { prepareMatching } from '../../src/matching/matching.js'
import { worlds } from '../helpers/arbitraries.js'
import { publishedOf } from '../helpers/bundled.js'
import { languages, settings, withTexts } from '../helpers/whole-documents.js'

const drawn = fc.record({
  world: worlds({ mayBeWrong: false }),
  texts: fc.nat(),
  spoken: fc.array(fc.constantFrom(undefined, ...languages, 'xx', 'tr-TR'), { minLength: 1, maxLength: 3 }),
})

t.test(
  'a result is written byte for byte as JSON.stringify writes what is shown of it, also the second time',
  async (t) => {
    let written = 0
    fc.assert(
      fc.property(drawn, ({ world, texts, spoken }) => {
        const { match, matchAsJson } = prepareMatching(publishedOf(withTexts(world.release, texts)), settings)
        for (const { questionSet, answers, options } of world.cases) {
          for (const language of [...spoken, ...spoken]) {
            const request = { questionSet, answers, ...options, ...(language && { language }) }
            const shown = match(request)
            const reply = matchAsJson(request)
            if (!('result' in shown) || !('json' in reply)) throw new Error('These answers have no problem.')
            const text = Buffer.from(reply.json, 'latin1').toString()
            if (text !== JSON.stringify(shown.result)) {
              t.equal(text, JSON.stringify(shown.result))
              return false
            }
            written += 1
          }
        }
        return true
      }),
      { numRuns: Number(process.env.FC_RUNS ?? 300) },
    )
    t.ok(written > 1_000, `${written} results`)
  },
)
