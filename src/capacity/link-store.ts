import type { Reader, Writer } from '../storage/storage.js'
import type { CapacityLink } from './link.js'

const COLUMNS = `service, number, label, created_at AS "createdAt", created_by AS "createdBy", expires_at AS "expiresAt",
  revoked_at AS "revokedAt", last_used_on AS "lastUsedOn"`

/** All links of a service, the oldest first; also those that are revoked or expired. */
export function listLinks(db: Reader, service: string): Promise<CapacityLink[]> {
  return db.all<CapacityLink>(`SELECT ${COLUMNS} FROM capacity_links WHERE service = $1 ORDER BY number`, service)
}

export function readLink(db: Reader, service: string, number: number): Promise<CapacityLink | undefined> {
  return db.get<CapacityLink>(
    `SELECT ${COLUMNS} FROM capacity_links WHERE service = $1 AND number = $2`,
    service,
    number,
  )
}

/** @param hash SHA-256 of the token, in hex */
export function linkWithHash(db: Reader, hash: string): Promise<CapacityLink | undefined> {
  return db.get<CapacityLink>(`SELECT ${COLUMNS} FROM capacity_links WHERE hash = $1`, hash)
}

export async function nextNumber(db: Reader, service: string): Promise<number> {
  const row = await db.get<{ last: number | null }>(
    'SELECT max(number) AS "last" FROM capacity_links WHERE service = $1',
    service,
  )
  return (row?.last ?? 0) + 1
}

export async function addLink(db: Writer, link: CapacityLink, hash: string): Promise<void> {
  await db.run(
    `INSERT INTO capacity_links (service, number, hash, label, created_at, created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    link.service,
    link.number,
    hash,
    link.label,
    link.createdAt,
    link.createdBy,
    link.expiresAt,
  )
}

export async function setRevoked(db: Writer, { service, number, revokedAt }: CapacityLink): Promise<void> {
  await db.run(
    'UPDATE capacity_links SET revoked_at = $3 WHERE service = $1 AND number = $2',
    service,
    number,
    revokedAt,
  )
}

/** @param day YYYY-MM-DD */
export async function setLastUsed(db: Writer, { service, number }: CapacityLink, day: string): Promise<void> {
  await db.run('UPDATE capacity_links SET last_used_on = $3 WHERE service = $1 AND number = $2', service, number, day)
}
