import {
  type Capacities,
  type Compiled,
  capacityOrder,
  expected,
  type Index,
  type Organizations,
  type PrepareCandidates,
  type Services,
  serviceNumber,
  sortById,
} from './compiled.js'
import type { Capacity, Content } from './documents.js'
import { rotated } from './fair-key.js'
import { compileQuestionSet } from './question-sets.js'
import { scan } from './scan.js'
import { compileTerms, type Terms, termNumber } from './taxonomies.js'

/**
 * Compiles the content of a release, all capacities open.
 *
 * @param prepareCandidates `bitmaps` for large catalogues
 * @throws Error where the content breaks a reference; publishing refuses such a release.
 */
export function compile(content: Content, prepareCandidates: PrepareCandidates = scan): Index {
  const compiled = compileContent(content)
  return openIndex(compiled, prepareCandidates(compiled))
}

export function compileContent(content: Content): Compiled {
  const terms = compileTerms(content.taxonomies)
  const organizations = compileOrganizations(content, terms)
  return {
    release: content.release,
    releaseDigest: content.releaseDigest,
    rotation: content.rotation,
    terms,
    questionSets: new Map(content.questionSets.map((set) => [set.id, compileQuestionSet(set, terms)])),
    organizations,
    services: compileServices(content, terms, organizations),
  }
}

/** What was compiled, all capacities open where they are not given. */
export function openIndex(
  content: Compiled,
  candidatesBeside: Index['candidatesBeside'],
  capacities: Capacities = new Uint8Array(content.services.ids.length),
): Index {
  return { content, capacities, candidatesBeside, candidates: candidatesBeside(capacities) }
}

/**
 * The same content with these capacities, open where nothing is said; compiles nothing. A capacity of an unknown service
 * is passed over.
 *
 * @param release where the capacities belong to a release of their own
 */
export function withCapacities(
  index: Index,
  capacities: Iterable<Pick<Capacity, 'service' | 'status'>>,
  release: Pick<Content, 'release' | 'releaseDigest'> = index.content,
): Index {
  const column = new Uint8Array(index.content.services.ids.length)
  for (const { service, status } of capacities) {
    const number = serviceNumber(index.content, service)
    if (number !== undefined) column[number] = capacityOrder.indexOf(status)
  }
  const { release: number, releaseDigest } = release
  return openIndex({ ...index.content, release: number, releaseDigest }, index.candidatesBeside, column)
}

/** Whether the release has this question set; `readAnswers` expects that it does. */
export function hasQuestionSet(index: Index, id: string): boolean {
  return index.content.questionSets.has(id)
}

function compileOrganizations({ organizations, rotation }: Content, terms: Terms): Organizations {
  const sorted = sortById(organizations)
  return {
    ids: sorted.map(({ id }) => id),
    kinds: Int32Array.from(sorted, ({ kind }) => termNumber(terms, 'kind', kind)),
    rotated: Uint32Array.from(sorted, ({ id }) => rotated(rotation, id)),
  }
}

function compileServices(content: Content, terms: Terms, organizations: Organizations): Services {
  const sorted = sortById(content.services)
  const organizationNumbers = new Map(organizations.ids.map((id, number) => [id, number]))
  const ofServices = Int32Array.from(sorted, ({ organization }) =>
    expected(organizationNumbers.get(organization), 'organization', organization),
  )
  const starts = new Int32Array(sorted.length + 1)
  const flat: number[] = []
  for (const [s, service] of sorted.entries()) {
    const numbers = [organizations.kinds[ofServices[s] ?? 0] ?? 0]
    for (const [taxonomy, ids] of Object.entries(service.terms)) {
      for (const id of ids) numbers.push(termNumber(terms, taxonomy, id))
    }
    numbers.sort((a, b) => a - b)
    flat.push(...numbers)
    starts[s + 1] = flat.length
  }
  return {
    ids: sorted.map(({ id }) => id),
    organizations: ofServices,
    active: Uint8Array.from(sorted, ({ status }) => (status === 'active' ? 1 : 0)),
    starts,
    // Half of the memory of a release, so 16 bits for a term where these are enough.
    terms: terms.ids.length > 2 ** 16 ? new Int32Array(flat) : new Uint16Array(flat),
    rotated: Uint32Array.from(sorted, ({ id }) => rotated(content.rotation, id)),
  }
}
