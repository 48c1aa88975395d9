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
 * The RFC 8785 text whose SHA-256 is the digest of the receipt (section 9): members in the order of their names, no spaces.
 * All in it is ASCII and numbers are integers (docs/documents.md).
 */
export function receiptForm(
  { engine, releaseDigest, questionSet, seed, without, alternatives }: Match['receipt'],
  { rotation }: Compiled,
  given: readonly GivenAnswer[],
  chosen: Pick<Match, 'choices' | 'alternatives'>,
): string {
  const answers = Object.fromEntries(
    given
      .map(({ question, tokens }) => {
        const ids = tokens.map(({ id }) => id)
        return [question.id, takesList(question) ? ids : ids[0]] as const
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  return JSON.stringify({
    alternatives,
    answers,
    choices: chosen.choices.map(brief),
    engine,
    more: chosen.alternatives.map(brief),
    questionSet,
    releaseDigest,
    rotation,
    seed,
    without,
  })
}

function brief({ gain, service, tier }: Choice) {
  return { gain, service, tier }
}
