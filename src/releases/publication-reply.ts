import type { Publication } from './publish.js'
import type { Release } from './release.js'

/** What anybody may know of a release: not who made it, and why. */
export function publicPart({ number, createdAt, digest, rotation, previous, rules, seal }: Release) {
  return { number, createdAt, digest, rotation, previous, rules: rules?.split(',') ?? [], seal }
}

/** How the API answers to a publication. */
export function publicationReply({ outcome, release, warnings }: Publication) {
  const isNew = outcome === 'published'
  return {
    status: isNew ? 201 : 200,
    location: isNew ? `/v1/releases/${release.number}` : undefined,
    body: { outcome, release: publicPart(release), warnings: [...warnings] },
  } as const
}
