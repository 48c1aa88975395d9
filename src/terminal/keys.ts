/** A key as a line shows it. */
interface ShownKey {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly expiresAt: string
  readonly revokedAt: string | null
  readonly lastUsedOn: string | null
}

type Refused =
  | { readonly refused: 'invalid'; readonly problems: readonly { readonly pointer: string; readonly detail: string }[] }
  | { readonly refused: 'taken'; readonly what: string }
  | { readonly refused: 'unknown' | 'ended' }

export function describeKey({ id, name, scopes, expiresAt, revokedAt, lastUsedOn }: ShownKey): string {
  const until = revokedAt === null ? `expires ${expiresAt}` : `revoked ${revokedAt}`
  return `${id}: ${name} (${scopes.join(', ')}); ${until}; last used ${lastUsedOn ?? 'never'}`
}

export function keyRefusal(refused: Refused): string {
  switch (refused.refused) {
    case 'invalid':
      return refused.problems.map(({ pointer, detail }) => `- ${pointer}: ${detail}`).join('\n')
    case 'taken':
      return `Another key has or had this ${refused.what}: choose another.`
    case 'unknown':
      return 'There is no key with this id: mokummatch keys list shows all.'
    case 'ended':
      return 'This key was revoked or has expired: create another.'
  }
}
