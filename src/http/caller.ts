import type { DocumentType } from '../engine/index.js'

/** What a key may do; `admin` may do everything. */
export const scopes = ['catalogue:write', 'questions:write', 'publish', 'partners', 'admin'] as const

export type Scope = (typeof scopes)[number]

/** Who calls with a key. */
export interface Caller {
  /** The name of the key. */
  readonly name: string
  readonly scopes: readonly Scope[]
}

/** Who edits or publishes: any of them looks at drafts and at changes. */
export const editorScopes: readonly Scope[] = ['catalogue:write', 'questions:write', 'publish']

/** What a key needs to see and change the drafts of a type. */
export function scopeOf(type: DocumentType): Scope {
  return type === 'question-set' ? 'questions:write' : 'catalogue:write'
}

/** @param needed a scope, or several of which any one will do */
export function mayCall({ scopes }: Caller, needed: Scope | readonly Scope[]): boolean {
  return scopes.includes('admin') || [needed].flat().some((scope) => scopes.includes(scope))
}

/**
 * Who calls a route that names a scope.
 *
 * @throws TypeError on a route without one: nobody is asked there who they are
 */
export function callerIn({ caller }: { readonly caller: Caller | null }): Caller {
  if (caller === null) throw new TypeError('Expected a route that names a scope: on this one nobody has a name.')
  return caller
}
