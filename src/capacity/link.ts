import { createHash } from 'node:crypto'
import { isToCome } from '../http/instants.js'
import type { FieldError } from '../http/problems.js'

/** With a link a helper without an account says how much room a service has. */
export interface CapacityLink {
  readonly service: string
  /** From 1 for each service. */
  readonly number: number
  /** For whom or for what it is. */
  readonly label: string
  /** UTC instants. */
  readonly createdAt: string
  readonly createdBy: string
  /** Null: it does not expire. */
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  /** The last day on which something was set with it, UTC; null: never. */
  readonly lastUsedOn: string | null
}

/** 256 random bits: who has it may change the capacity of one service, and nothing else. */
export function makeToken(random: (bytes: number) => Buffer): string {
  return random(32).toString('base64url')
}

/** What is kept of a token, in hex: it is random enough to need no slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

export function isUsable({ revokedAt, expiresAt }: CapacityLink, at: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > at.toISOString())
}

/** How releases and audit events name who used it. */
export function nameOf({ label }: CapacityLink): string {
  return `link: ${label}`
}

export interface LinkRequest {
  readonly label: string
  /** UTC instant; absent: it does not expire. */
  readonly expiresAt?: string | undefined
}

export function linkProblems({ label, expiresAt }: LinkRequest, at: Date): FieldError[] {
  const problems: FieldError[] = []
  if (label.trim() !== label) {
    const detail = 'Expected a label without spaces at its ends.'
    problems.push({ pointer: '/label', code: 'wrong-format', detail })
  }
  if (expiresAt !== undefined && !isToCome(expiresAt, at)) {
    const detail = 'Expected an instant that is still to come, such as 2035-01-01T00:00:00Z, or none.'
    problems.push({ pointer: '/expiresAt', code: 'out-of-range', detail })
  }
  return problems
}
