/** A release: what was in force from its instant until the next. Its documents are read apart. */
export interface Release {
  /** 1, 2, 3 … */
  readonly number: number
  /** UTC instant. */
  readonly createdAt: string
  readonly createdBy: string
  readonly note: string | null
  /** Of all its documents and the capacities that are not open. */
  readonly digest: string
  /** 16 lower-case hex digits: equal organizations take turns by it. */
  readonly rotation: string
  /** The digest of the release before; null for the first. */
  readonly previous: string | null
  /** Rules that it was proven to hold before it was published, with commas between them; null where none were demanded. */
  readonly rules: string | null
  /** Covers all of the above and the seal before. */
  readonly seal: string
}

export function isRotation(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text)
}
