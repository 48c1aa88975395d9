import { takesList } from './answers.js'
import type { Compiled } from './compiled.js'
import type { Answered, GivenAnswer } from './question-sets.js'
import type { Choice, Match } from './result.js'

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

/**
 * The RFC 8785 text whose SHA-256 is the digest of the receipt (section 9): members by name, no spaces. All in it is ASCII,
 * numbers are integers, and ids have nothing to escape (docs/documents.md).
 */
export function receiptForm(
  { engine, releaseDigest, questionSet, seed, without, alternatives }: Match['receipt'],
  { rotation }: Compiled,
  given: readonly GivenAnswer[],
  chosen: Pick<Match, 'choices' | 'alternatives'>,
): string {
  return (
    `{"alternatives":${alternatives},"answers":{${answersForm(given)}},"choices":[${chosen.choices.map(brief)}]` +
    `,"engine":${engine},"more":[${chosen.alternatives.map(brief)}],"questionSet":"${questionSet}"` +
    `,"releaseDigest":"${releaseDigest}","rotation":"${rotation}","seed":${JSON.stringify(seed)}` +
    `,"without":[${without.map(quote)}]}`
  )
}

function answersForm(given: readonly GivenAnswer[]): string {
  // Each member begins with its name and a quote, which comes before all that an id can hold: so they sort by name.
  return given.map(answerForm).sort().join(',')
}

function answerForm({ question, tokens }: GivenAnswer): string {
  const ids = tokens.map(({ id }) => quote(id)).join(',')
  return `${quote(question.id)}:${takesList(question) ? `[${ids}]` : ids}`
}

function brief({ service, tier, gain }: Choice): string {
  return `{"gain":${gain},"service":"${service}","tier":${tier}}`
}

function quote(id: string): string {
  return `"${id}"`
}
