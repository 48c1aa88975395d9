import type { Kind } from '../engine/index.js'
import type { KindFinding, ProofExample, ProofReport } from './report.js'

/** What a deployment can demand of the drafts before they are published; `docs/proofs.md` says what each means. */
export type PublishRule = Exclude<RuleName, 'gini'> | `gini<${number}`

export type RuleName = 'formal-and-informal' | 'reachable' | 'choice' | 'gini'

/** The rules that a release names; null where it names none. */
export function rulesIn(text: string | null): readonly PublishRule[] {
  return text?.split(',').filter(isRule) ?? []
}

function isRule(text: string): text is PublishRule {
  return /^(?:formal-and-informal|reachable|choice|gini<[\d.]+)$/.test(text)
}

/** The name of a rule, and the number that comes with it; 1 where none does. */
export function partsOf(rule: PublishRule): readonly [name: RuleName, below: number] {
  if (rule === 'formal-and-informal' || rule === 'reachable' || rule === 'choice') return [rule, 1]
  return ['gini', Number(rule.slice('gini<'.length))]
}

/** What of a report breaks a rule. */
export interface Breach {
  /** Name of the rule, without its number. */
  readonly code: RuleName
  readonly type: 'question-set'
  readonly id: string
  /** The question set as a whole. */
  readonly pointer: ''
  readonly detail: string
  /** The smallest answers that show it, made up by the proof. */
  readonly answers?: ProofExample['answers']
}

/** What of a report breaks these rules, in their order; empty where all hold. */
export function breachesOf(report: ProofReport, rules: readonly PublishRule[]): readonly Breach[] {
  return rules.flatMap((rule) => foundOf(report, rule)).map((found) => breach(report, found))
}

function foundOf(report: ProofReport, rule: PublishRule): Found[] {
  const [name, below] = partsOf(rule)
  switch (name) {
    case 'formal-and-informal':
      return [...kindBreach(report, 'formal'), ...kindBreach(report, 'informal')]
    case 'reachable':
      return reachableBreach(report)
    case 'choice':
      return choiceBreach(report)
    case 'gini':
      return giniBreach(report, below)
  }
}

interface Found {
  readonly code: RuleName
  readonly says: string
  readonly example?: ProofExample | null
}

function breach({ questionSet: id }: ProofReport, { code, says, example }: Found): Breach {
  const shown = example ? ` Answers that show it: ${JSON.stringify(example.answers)}.` : ''
  const detail = `${says}${shown}`
  return { code, type: 'question-set', id, pointer: '', detail, ...(example && { answers: example.answers }) }
}

function kindBreach(report: ProofReport, kind: Kind): Found[] {
  const finding = report.findings[kind]
  if (finding.holds) return []
  return [
    {
      code: 'formal-and-informal',
      says: `${lackingOf(report, finding)} get no ${kind} choice. Let ${kind === 'formal' ? 'a formal' : 'an informal'} service meet what they demand, give a demand a relax number, or keep a place with choices.minimum.`,
      example: finding.example ?? finding.lackingExample,
    },
  ]
}

/** Whatever the wishes, where that is so for some; else where wishes decide it. */
function lackingOf({ size, outcomes }: ProofReport, { patterns, lacking }: KindFinding): string {
  if (patterns > 0) return `${patternsOf(patterns, size.patterns)}, whatever the wishes,`
  return `${patternsOf(lacking.count, lacking.of)}${outcomes.basis === 'sample' ? ' that were drawn' : ''}`
}

function choiceBreach({ size, findings: { fewer } }: ProofReport): Found[] {
  const { patterns, example } = fewer.none
  if (patterns === 0) return []
  const blockers = fewer.blockers.flatMap(({ question }) => question ?? [])
  const asked = blockers.length > 0 ? ` What leaves too little: ${listOf(blockers)}.` : ''
  return [
    {
      code: 'choice',
      says: `${patternsOf(patterns, size.patterns)} get no choice at all.${asked} Add a service that meets what they demand, or give a demand a relax number.`,
      example,
    },
  ]
}

function reachableBreach({ size, findings: { unreachable } }: ProofReport): Found[] {
  if (unreachable.holds) return []
  const lost = unreachable.services.filter(({ reason }) => reason === 'demands' || reason === 'never-first')
  const are = unreachable.count === 1 ? 'is' : 'are'
  return [
    {
      code: 'reachable',
      says: `${unreachable.count} of ${size.services} services ${are} never chosen: ${listOf(lost.map(({ service }) => service))}. Others always meet more demands, or always come first: give it what it lacks, ask for what only it has, or make it inactive.`,
      example: lost[0]?.example ?? null,
    },
  ]
}

function giniBreach({ exposure: { gini, services } }: ProofReport, below: number): Found[] {
  if (gini.services < below) return []
  const most = services.slice(0, mostNamed).map(({ service, chosen }) => `${service} (${percent(chosen.share)})`)
  return [
    {
      code: 'gini',
      says: `The Gini coefficient of the services is ${gini.services}, where less than ${below} is demanded. Chosen most: ${most.join(', ')}. Give others the terms that they also have, or ask for what tells them apart.`,
    },
  ]
}

const mostNamed = 5

function listOf(names: readonly string[]): string {
  return `${names.slice(0, mostNamed).join(', ')}${names.length > mostNamed ? ', …' : ''}`
}

function patternsOf(count: number, of: number): string {
  return `${count} of ${of} answer patterns (${percent(count / of)})`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
