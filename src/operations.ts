import { type MatchReply, type MatchRequest, type MatchSettings, prepareMatching } from './matching/matching.js'
import { type Catalogue, catalogueOf } from './releases/catalogue.js'
import type { Published } from './releases/published.js'

/** All that can be asked of one release: on the main thread for the one in force, on a thread of its own for an older one. */
export interface Operations extends Catalogue {
  match(request: MatchRequest): MatchReply
}

export function operationsOf(published: Published, settings: MatchSettings): Operations {
  return { ...catalogueOf(published), match: prepareMatching(published, settings) }
}
