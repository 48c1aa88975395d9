import fc from 'fast-check'
import t from 'tap'
import { worlds } from '../helpers/arbitraries.js'
import { bundled, publishedOf } from '../helpers/bundled.js'
import { languages, withTexts } from '../helpers/whole-documents.js'

t.test(
  'Of what is only shown a bundle holds one language, of parts of sentences no more than can be needed',
  async (t) => {
    const property = fc.property(
      worlds({ cases: 1 }),
      fc.nat(),
      fc.constantFrom(...languages),
      (world, seed, language) => {
        const published = publishedOf(withTexts(world.release, seed))
        for (const set of published.questionSets.keys()) {
          const { bundle } = bundled(published, set, language)
          const spoken = new Set(
            bundle.taxonomies.flatMap(({ terms }) => terms.flatMap(({ name }) => Object.keys(name))),
          )
          const needed = new Set([language, language.split('-')[0], 'nl'])
          if ([...spoken].some((lang) => !needed.has(lang))) throw new Error(`${[...spoken]} for ${language}`)
          if (bundle.services.some(({ summary }) => Object.keys(summary).length !== 1))
            throw new Error('A summary has more.')
        }
      },
    )
    t.doesNotThrow(() => fc.assert(property, { numRuns: 60 }))
  },
)
