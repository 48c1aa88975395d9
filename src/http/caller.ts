/** What a key may do; `admin` may do everything. */
export const scopes = ['catalogue:write', 'questions:write', 'publish', 'partners', 'admin'] as const

export type Scope = (typeof scopes)[number]

/** Who calls with a key. */
export interface Caller {
  /** The name of the key. */
  readonly name: string
  readonly scopes: readonly Scope[]
}
