/** What a key may do; `admin` may do everything. */
export type Scope = 'catalogue:write' | 'questions:write' | 'publish' | 'partners' | 'admin'

/** Who calls with a key. */
export interface Caller {
  /** The name of the key. */
  readonly name: string
  readonly scopes: readonly Scope[]
}
