import { takesList } from './answers.js'
import type { Compiled } from './compiled.js'
import type { Answered, GivenAnswer } from './question-sets.js'
import type { Choice, Receipt } from './result.js'

/** The answers as the fair key sees them (section 7): only tokens that ask something. */
export function canonicalAnswers(given: readonly Answered[]): string {
  let canonical = ''
  for (const { question, tokens } of given) {
    let asking = ''
    for (const { id, effects } of tokens) if (effects.length > 0) asking += (asking && ',') + id
    if (asking) canonical += `${canonical && ';'}${question.id}=${asking}`
  }
  return canonical
}

type Unsigned = Omit<Receipt, 'digest'>

export function receipt(
  content: Compiled,
  questionSet: string,
  options: Pick<Unsigned, 'seed' | 'without' | 'alternatives'>,
): Unsigned {
  return {
    engine: 1,
    release: content.release,
    releaseDigest: content.releaseDigest,
    questionSet,
    seed: options.seed,
    without: [...new Set(options.without)].sort(),
    alternatives: options.alternatives,
  }
}

/**
 * The RFC 8785 text whose SHA-256 is the digest of the receipt (section 9): members by name, no spaces. All in it is ASCII,
 * numbers are integers, and ids have nothing to escape (docs/documents.md).
 */
export function receiptForm(
  { engine, releaseDigest, questionSet, seed, without, alternatives }: Unsigned,
  { rotation }: Compiled,
  given: readonly GivenAnswer[],
  chosen: { readonly choices: readonly Choice[]; readonly more: readonly Choice[] },
): string {
  const text = JSON.stringify
  return (
    `{"alternatives":${alternatives},"answers":{${answersForm(given)}},"choices":[${chosen.choices.map(brief)}]` +
    `,"engine":${engine},"more":[${chosen.more.map(brief)}],"questionSet":"${questionSet}"` +
    `,"releaseDigest":"${releaseDigest}","rotation":${text(rotation)},"seed":${text(seed)},"without":${text(without)}}`
  )
}

function answersForm(given: readonly GivenAnswer[]): string {
  // Each member begins with its name and a quote, which comes before all that an id can hold: so they sort by name.
  return given.map(answerForm).sort(byCodeUnit).join(',')
}

function answerForm({ question, tokens }: GivenAnswer): string {
  const ids = tokens.map(({ id }) => `"${id}"`).join(',')
  return takesList(question) ? `"${question.id}":[${ids}]` : `"${question.id}":${ids}`
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : 1
}

function brief({ service, tier, gain }: Choice): string {
  return `{"gain":${gain},"service":"${service}","tier":${tier}}`
}
