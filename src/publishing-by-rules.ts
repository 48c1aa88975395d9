import type { ProofRequest, ProofResult } from './proofs/proof-run.js'
import { type Breach, breachesOf, type PublishRule } from './proofs/publish-rules.js'
import type { ProofReport } from './proofs/report.js'
import type { Plan, Proven, PublishProblem, PublishRequest, PublishResult, Refused } from './releases/publish.js'

export { breachesOf } from './proofs/publish-rules.js'

/** What somebody asks for. */
export type Asked = Omit<PublishRequest, 'alongside' | 'proven'>

export interface PublishingByRules {
  /** None: nothing is proven. */
  readonly rules: readonly PublishRule[]
  /** What every proof has, but for its question set. */
  readonly proof: Pick<ProofRequest, 'seed' | 'matches'>
  readonly plan: (asked: Asked) => Promise<Plan | Refused>
  readonly prove: (request: ProofRequest) => Promise<ProofResult>
  /** What was refused last, by what was proven: who did not wait for the reply gets it at once where nothing has changed. */
  readonly refusals?: Map<string, Refused>
  /** Publishes; the reports are kept with the release, which is the one that was proven. */
  readonly publish: (
    asked: Asked & { readonly proven?: Proven },
    reports: readonly ProofReport[],
  ) => Promise<PublishResult>
}

/** Proofs that an editor overtook by a change of a draft; the next would most likely be overtaken too. */
const MOST_PROOFS = 4

/**
 * Publishes the drafts where every question set of them holds the rules; else nothing. Beside all other work: only what is
 * proven already is written. Where a draft changed meanwhile it is proven again. What was once in force is not proven
 * again, so that it can always come back.
 */
export async function publishByRules(by: PublishingByRules, asked: Asked): Promise<PublishResult> {
  if (!isToBeProven(by.rules, asked)) return by.publish(asked, [])
  for (let i = 0; i < MOST_PROOFS; i++) {
    const result = await proveAndPublish(by, asked)
    if (result.outcome !== 'refused' || result.because !== 'drafts-changed') return result
  }
  return changed
}

export function isToBeProven(rules: readonly PublishRule[], { from }: Asked): boolean {
  return rules.length > 0 && from === undefined
}

const changed: Refused = { outcome: 'refused', because: 'drafts-changed', problems: [], warnings: [] }

async function proveAndPublish(by: PublishingByRules, asked: Asked): Promise<PublishResult> {
  const plan = await by.plan(asked)
  if (plan.outcome === 'refused') return plan
  const { isNew, digest, rotation, capacities } = plan
  const key = `${digest} ${asked.rotation ?? ''}`
  const known = by.refusals?.get(key)
  if (isNew && known !== undefined) return known
  const proofs = isNew ? await proveAll(by, plan) : { reports: [], problems: [] }
  if (proofs === 'changed') return changed
  const { reports, problems } = proofs
  if (problems.length > 0) {
    const refused = { outcome: 'refused', because: 'rules-broken', problems, warnings: plan.warnings } as const
    by.refusals?.clear()
    by.refusals?.set(key, refused)
    return refused
  }
  return by.publish({ ...asked, proven: { isNew, digest, rotation, capacities, rules: by.rules.join(',') } }, reports)
}

async function proveAll({ rules, proof, prove }: PublishingByRules, plan: Plan) {
  const { digest, rotation, capacities, questionSets } = plan
  const reports: ProofReport[] = []
  const problems: (Breach | PublishProblem)[] = []
  for (const questionSet of questionSets) {
    const result = await prove({ ...proof, questionSet, release: 'draft', planned: { digest, rotation, capacities } })
    if ('report' in result && result.report.releaseDigest === digest) {
      reports.push(result.report)
      problems.push(...breachesOf(result.report, rules))
    } else if ('refused' in result && result.refused === 'too-large') {
      problems.push({ code: 'too-large', type: 'question-set', id: questionSet, pointer: '', detail: result.detail })
    } else return 'changed'
  }
  return { reports, problems }
}
