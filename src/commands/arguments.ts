import { InvalidArgumentError } from 'commander'

export function wholeNumber(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(number)) return number
  throw new InvalidArgumentError('Expected a whole number.')
}

export function sha256Text(text: string): string {
  // Some programs print the same in upper case.
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase()
  throw new InvalidArgumentError('Expected 64 hexadecimal digits.')
}

export function numberAndSeal(text: string): { readonly number: number; readonly seal: string } {
  const [, number, seal] = /^(\d+)\/([0-9a-f]{64})$/.exec(text) ?? []
  if (number === undefined || seal === undefined)
    throw new InvalidArgumentError('Expected a number, a slash and a seal.')
  return { number: Number(number), seal }
}

/** As `POST /v1/releases` bounds it. */
export function noteText(text: string): string {
  if (/^\P{Cc}{1,2000}$/u.test(text)) return text
  throw new InvalidArgumentError('Expected 1 to 2,000 characters in one line.')
}

export function positiveNumber(text: string): number {
  const number = wholeNumber(text)
  if (number > 0) return number
  throw new InvalidArgumentError('Expected a whole number above 0.')
}

/** BCP 47, as far as an address of the API takes it. */
export function languageTag(text: string): string {
  if (/^[a-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(text)) return text
  throw new InvalidArgumentError('Expected a language tag, such as nl.')
}

/** As section 7 of the matching model bounds it. */
export function seedText(text: string): string {
  if (/^[ -~]{0,64}$/.test(text)) return text
  throw new InvalidArgumentError('Expected at most 64 printable ASCII characters.')
}

/** As `POST /v1/proofs` bounds it: of more than these the memory has no room. */
export const matchesNumber = numberBetween(1, 10_000_000)

/** What the generator of a proof tells apart. */
export const proofSeed = numberBetween(0, 2 ** 32 - 1)

/** As many as a large machine has cores; each takes memory of its own. */
export const threadsNumber = numberBetween(1, 256)

/** As section 6 of the matching model bounds them. */
export const alternativesNumber = numberBetween(0, 20)

function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = wholeNumber(text)
    if (number >= least && number <= most) return number
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}

export function releaseOrDraft(text: string): number | 'draft' {
  return text === 'draft' ? text : positiveNumber(text)
}
