import type { Receipt } from './engine/index.js'
import { type MatchReply, type MatchRequest, type MatchSettings, prepareMatching } from './matching/matching.js'
import { type Replay, replay } from './matching/replay.js'
import { type Catalogue, catalogueOf } from './releases/catalogue.js'
import type { Published } from './releases/published.js'

/** All that can be asked of one release: on the main thread for the one in force, on a thread of its own for an older one. */
export interface Operations extends Catalogue {
  match(request: MatchRequest): MatchReply
  replay(receipt: Receipt, answers: Readonly<Record<string, unknown>>): Replay
}

export function operationsOf(published: Published, settings: MatchSettings): Operations {
  const match = prepareMatching(published, settings)
  return { ...catalogueOf(published), match, replay: (receipt, answers) => replay(match, receipt, answers) }
}
