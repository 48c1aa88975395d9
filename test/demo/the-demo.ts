import { readDemo } from '../../src/demo/demo.js'
import {
  type Capacity,
  type Catalogue,
  compile,
  type Match,
  match,
  type QuestionSet,
  readAnswers,
  withCapacities,
} from '../../src/engine/index.js'
import type { AnswerMap } from './a-resident.js'

/** The demo as its files have it, compiled, with what the tests ask of it again and again. */

const { catalogue: documents, partners } = readDemo()
const { capacities, ...lists } = documents as unknown as Catalogue & { readonly capacities: readonly Capacity[] }
export const catalogue: Catalogue = lists
export { capacities, partners }

export const kindOf: ReadonlyMap<string, string | undefined> = new Map(
  catalogue.services.map(({ id, organization }) => [
    id,
    catalogue.organizations.find((one) => one.id === organization)?.kind,
  ]),
)

/** @param full services without room; without any, the demo's own capacities hold */
export const compileDemo = (content: Catalogue, full: readonly string[] = []) =>
  withCapacities(
    compile({ ...content, release: 1, releaseDigest: 'd'.repeat(64), rotation: '6d6f6b756d313032' }),
    full.length === 0 ? capacities : full.map((service) => ({ service, status: 'full' as const })),
  )

export const index = compileDemo(catalogue)

export function setOf(id: string): QuestionSet {
  const set = catalogue.questionSets.find((one) => one.id === id)
  if (set === undefined) throw new Error(`There is no question set ${id}.`)
  return set
}

/** @throws where there is a problem with the answers, which the tests never mean */
export function matchIn(where: typeof index, set: string, answers: AnswerMap): Match {
  const read = readAnswers(where, set, answers)
  if ('problems' in read) throw new Error(`${JSON.stringify(answers)}: ${JSON.stringify(read.problems)}`)
  return match(where, read, { alternatives: 2 })
}

export const chosen = ({ choices }: Match): string => choices.map(({ service }) => service).join()

export const hasBothKinds = ({ choices }: Match): boolean =>
  new Set(choices.map(({ service }) => kindOf.get(service))).size === 2
