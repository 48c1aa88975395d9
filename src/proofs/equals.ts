import { isIn, numbersIn, type ServiceBits } from '../engine/survey.js'
import type { Ground } from './ground.js'

/**
 * Organizations that differ in nothing that comes before the fair key, whatever is answered: of the same kind, and for each
 * service of one a service of the other of which all answers, the doubts and the capacity say the same.
 *
 * @returns numbers of organizations, two or more together, in order
 */
export function equalOrganizations({ survey, answers, kernels }: Ground): number[][] {
  const { services } = survey
  const told = [
    ...new Set([survey.always, ...answers.map(({ asks }) => asks)].flatMap(bitsOf)),
    ...survey.restricted.map(({ carriers }) => carriers),
  ]
  const profiles = new Map<number, string[]>()
  for (const s of numbersIn(kernels.base)) {
    const kind = isIn(services.formal, s) ? 'formal' : 'informal'
    const profile = `${kind} ${services.capacities[s]} ${told.map((bits) => (isIn(bits, s) ? 1 : 0)).join('')}`
    const organization = services.organizations[s] ?? 0
    profiles.set(organization, [...(profiles.get(organization) ?? []), profile])
  }
  const groups = new Map<string, number[]>()
  for (const [organization, list] of [...profiles].sort(([a], [b]) => a - b)) {
    const key = list.sort().join(' ')
    groups.set(key, [...(groups.get(key) ?? []), organization])
  }
  return [...groups.values()].filter(({ length }) => length > 1)
}

function bitsOf({ demands, exclusions, wishes }: Ground['answers'][number]['asks']): ServiceBits[] {
  return [
    ...demands.map(({ meets }) => meets),
    ...exclusions.map(({ hits }) => hits),
    ...wishes.flatMap(({ has, widely }) => [has, widely]),
  ]
}
