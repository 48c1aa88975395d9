import type { Estimate } from './report.js'

/** Of every interval, but for equals. */
export const confidence = 0.95
/** Quantiles of the normal distribution: half of what is outside lies above. */
const z95 = 1.959963984540054
/** 99.99 %: among many organizations hardly any falls out by chance. */
const z9999 = 3.890591886413

/** A proportion that is known. */
export function exactly(count: number, of: number): Estimate {
  const share = of === 0 ? 0 : rounded(count / of)
  return { count, of, share, low: share, high: share }
}

/** A proportion from a sample, with Wilson's interval: it stays within 0 and 1, also where nothing or everything was seen. */
export function sampled(count: number, of: number): Estimate {
  const { low, high } = wilson(count, of, z95)
  return { count, of, share: of === 0 ? 0 : rounded(count / of), low: rounded(low), high: rounded(high) }
}

/** Whether a proportion that should be `share` may give this by chance. */
export function mayBe(share: number, count: number, of: number): boolean {
  const { low, high } = wilson(count, of, z9999)
  return low <= share && share <= high
}

function wilson(count: number, of: number, z: number): { readonly low: number; readonly high: number } {
  if (of === 0) return { low: 0, high: 1 }
  const share = count / of
  const middle = share + (z * z) / (2 * of)
  const half = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  const scale = 1 + (z * z) / of
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) }
}

/**
 * The Gini coefficient: half of the mean difference between two, divided by the mean. 0 where all have the same, nearly 1
 * where one has all. With the values ascending it is Σ (2i − n − 1) xᵢ / (n Σ xᵢ).
 *
 * @param values whole numbers from 0
 */
export function gini(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const count = BigInt(sorted.length)
  let [weighted, sum] = [0n, 0n]
  for (const [i, value] of sorted.entries()) {
    weighted += (2n * BigInt(i) + 1n - count) * BigInt(value)
    sum += BigInt(value)
  }
  if (sum === 0n) return 0
  const parts = 1_000_000_000n
  return Number((weighted * parts) / (count * sum)) / Number(parts)
}

/** To 9 decimals. */
export function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9
}
