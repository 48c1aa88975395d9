import type { Receipt } from './engine/index.js'
import { type Matching, type MatchSettings, prepareMatching } from './matching/matching.js'
import { type Replay, replay } from './matching/replay.js'
import { type Catalogue, catalogueOf } from './releases/catalogue.js'
import type { Published } from './releases/published.js'
import { allRules } from './words/all-rules.js'
import { describeRules, type Rules } from './words/rules.js'

/** All that can be asked of one release: on the main thread for the one in force, on a thread of its own for an older one. */
export interface Operations extends Catalogue, Matching {
  replay(receipt: Receipt, answers: Readonly<Record<string, unknown>>): Replay
  /** How a question set chooses, in its own language where none is asked. */
  rules(questionSet: string, language?: string): Rules | undefined
}

export function operationsOf(published: Published, settings: MatchSettings): Operations {
  const matching = prepareMatching(published, settings)
  const taxonomies = [...published.taxonomies.values()]
  const { defaultLanguage } = settings
  return {
    ...catalogueOf(published),
    ...matching,
    replay: (receipt, answers) => replay(matching.match, receipt, answers),
    rules(id, language) {
      const questionSet = published.questionSets.get(id)
      return (
        questionSet &&
        describeRules(
          { questionSet, taxonomies, tables: allRules, defaultLanguage },
          language ?? questionSet.defaultLanguage,
        )
      )
    },
  }
}
