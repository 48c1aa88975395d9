import { type Answers, takesList } from './answers.js'
import type { Compiled } from './compiled.js'
import type { Choice, Receipt } from './result.js'

/** The answers as the fair key sees them (section 7): only tokens that ask something. */
export function canonicalAnswers({ given }: Answers): string {
  return given
    .map(({ question, tokens }) => ({ id: question.id, tokens: tokens.filter(({ effects }) => effects.length > 0) }))
    .filter(({ tokens }) => tokens.length > 0)
    .map(({ id, tokens }) => `${id}=${tokens.map((token) => token.id).join(',')}`)
    .join(';')
}

type Unsigned = Omit<Receipt, 'digest'>

export function receipt(
  content: Compiled,
  answers: Answers,
  options: Pick<Unsigned, 'seed' | 'without' | 'alternatives'>,
): Unsigned {
  return {
    engine: 1,
    release: content.release,
    releaseDigest: content.releaseDigest,
    questionSet: answers.questionSet.id,
    seed: options.seed,
    without: [...new Set(options.without)].sort(),
    alternatives: options.alternatives,
  }
}

/** The RFC 8785 text whose SHA-256 is the digest of the receipt (section 9). All in it is ASCII, and numbers are integers. */
export function receiptForm(
  { engine, releaseDigest, questionSet, seed, without, alternatives }: Unsigned,
  { rotation }: Compiled,
  answers: Answers,
  chosen: { readonly choices: readonly Choice[]; readonly more: readonly Choice[] },
): string {
  return jcs({
    engine,
    releaseDigest,
    rotation,
    questionSet,
    answers: Object.fromEntries(
      answers.given.map(({ question, tokens }) => {
        const ids = tokens.map(({ id }) => id)
        return [question.id, takesList(question) ? ids : (ids[0] ?? '')]
      }),
    ),
    seed,
    without,
    alternatives,
    choices: chosen.choices.map(brief),
    more: chosen.more.map(brief),
  })
}

function brief({ service, tier, gain }: Choice): Plain {
  return { service, tier, gain }
}

type Plain = string | number | readonly Plain[] | { readonly [key: string]: Plain }

/** RFC 8785 for plain values: keys sorted by code unit, no spaces. */
function jcs(value: Plain): string {
  if (typeof value !== 'object') return JSON.stringify(value)
  if (isList(value)) return `[${value.map(jcs).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${jcs(value[key] ?? '')}`)
  return `{${members.join(',')}}`
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value)
}
