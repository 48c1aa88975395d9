import { effectsOf } from './naive-answers.js'
import { byCodeUnit, type Tokens, type World } from './naive-terms.js'

/** Section 7 of the matching model for the naive implementation, and the plain text form of section 9. */

// ---- 7. The fair key

export type Key = (id: string) => number

const modulus = 2n ** 32n

function fnv(text: string): bigint {
  let h = 2166136261n
  for (const byte of Buffer.from(text, 'ascii')) h = ((h ^ BigInt(byte)) * 16777619n) % modulus
  return h
}

function mix(value: bigint): bigint {
  let h = value
  h ^= h >> 16n
  h = (h * 0x85ebca6bn) % modulus
  h ^= h >> 13n
  h = (h * 0xc2b2ae35n) % modulus
  return h ^ (h >> 16n)
}

export function keyFor(world: World, tokens: Tokens, seed: string): Key {
  const named = world.set.questions.map((question) => ({
    id: question.id,
    tokens: (tokens.get(question.id) ?? []).filter((token) => effectsOf(question, token).length > 0),
  }))
  const asked = named.filter((one) => one.tokens.length > 0)
  const canonical = asked.map((one) => `${one.id}=${one.tokens.join(',')}`).join(';')
  return (id) => {
    const turn = fnv(`${world.release.rotation}:${id}`)
    const mixed = world.fault === '7: the rotation is not mixed' ? turn : mix(turn)
    return Number(mix(fnv(`${seed}|${canonical}`) ^ mixed))
  }
}

// ---- 9. The receipt

export function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jcs(member)}`).join(',')}}`
}
