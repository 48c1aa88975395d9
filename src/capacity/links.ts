import { randomBytes } from 'node:crypto'
import { ApiError } from '../http/problems.js'
import type { Reader, Storage, Writer } from '../storage/storage.js'
import { notPublished } from './capacities.js'
import { type CapacityLink, hashToken, isUsable, type LinkRequest, linkProblems, makeToken } from './link.js'
import { addLink, linkWithHash, listLinks, nextNumber, readLink, setLastUsed, setRevoked } from './link-store.js'

/** Tells of a change of a link in its transaction; null where there was none before. */
export type RecordLinkChange = (
  db: Writer,
  change: {
    readonly by: string
    readonly action: 'create' | 'revoke'
    readonly before: CapacityLink | null
    readonly after: CapacityLink
  },
) => Promise<void>

export interface LinksOptions {
  readonly storage: Storage
  readonly isPublished: (db: Reader, service: string) => Promise<boolean>
  readonly record: RecordLinkChange
  readonly now: () => Date
}

/** The links of one database. */
export interface Links {
  list(service: string): Promise<CapacityLink[]>
  /**
   * Makes a link, with a token that nobody can be shown again.
   *
   * @param change who makes it, and what else is written in the transaction; a throw of that undoes it
   * @throws ApiError `not-found` where the release in force does not hold the service, `invalid-request`
   */
  create(
    service: string,
    request: LinkRequest,
    change: { readonly by: string; readonly alongside: (db: Writer, link: CapacityLink) => Promise<void> },
  ): Promise<{ readonly link: CapacityLink; readonly token: string }>
  /** @throws ApiError `not-found` */
  read(service: string, number: number): Promise<CapacityLink>
  /** Gives the link, also where it was revoked before. @throws ApiError `not-found` */
  revoke(service: string, number: number, by: string): Promise<CapacityLink>
  /** The link of a token; undefined where there is none, or it is revoked or expired. */
  find(db: Reader, token: string): Promise<CapacityLink | undefined>
  /** Notes that something was set with it. */
  noteUse(db: Writer, link: CapacityLink): Promise<void>
}

export function createLinks({ storage, isPublished, record, now }: LinksOptions): Links {
  return {
    list: (service) =>
      storage.read(async (db) => {
        const links = await listLinks(db, service)
        if (links.length === 0 && !(await isPublished(db, service))) throw notPublished()
        return links
      }),
    read: (service, number) => storage.read((db) => knownLink(db, service, number)),
    create: (service, request, { by, alongside }) =>
      storage.write(async (db) => {
        const at = now()
        if (!(await isPublished(db, service))) throw notPublished()
        const errors = linkProblems(request, at)
        if (errors.length > 0) throw new ApiError('invalid-request', { errors })
        const { label, expiresAt } = request
        const link: CapacityLink = {
          service,
          number: await nextNumber(db, service),
          label,
          createdAt: at.toISOString(),
          createdBy: by,
          expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
          revokedAt: null,
          lastUsedOn: null,
        }
        const token = makeToken(randomBytes)
        await addLink(db, link, hashToken(token))
        await record(db, { by, action: 'create', before: null, after: link })
        await alongside(db, link)
        return { link, token }
      }),
    revoke: (service, number, by) =>
      storage.write(async (db) => {
        const before = await knownLink(db, service, number)
        if (before.revokedAt !== null) return before
        const link: CapacityLink = { ...before, revokedAt: now().toISOString() }
        await setRevoked(db, link)
        await record(db, { by, action: 'revoke', before, after: link })
        return link
      }),
    async find(db, token) {
      // What is looked up is a hash: how long that takes says nothing about a token that is right.
      const link = await linkWithHash(db, hashToken(token))
      return link !== undefined && isUsable(link, now()) ? link : undefined
    },
    async noteUse(db, link) {
      const day = now().toISOString().slice(0, 10)
      if (link.lastUsedOn !== day) await setLastUsed(db, link, day)
    },
  }
}

async function knownLink(db: Reader, service: string, number: number): Promise<CapacityLink> {
  const link = await readLink(db, service, number)
  if (link === undefined) throw new ApiError('not-found', { detail: 'This service has no link with this number.' })
  return link
}
