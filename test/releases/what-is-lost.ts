import { releaseByNumber } from '../../src/releases/release-store.js'
import { verify } from '../../src/releases/verify.js'
import type { Storage } from '../../src/storage/storage.js'

/** What of the acknowledgements of `writer.ts` does not stand in the database, and what is broken in it. */
export async function whatIsLost(storage: Storage, acknowledged: readonly string[]): Promise<string[]> {
  const { faults } = await verify(storage)
  return storage.read(async (db) => {
    const lost = faults.map(({ detail }) => detail)
    const check = await db.all<{ integrity_check: string }>('PRAGMA integrity_check')
    for (const { integrity_check } of check) if (integrity_check !== 'ok') lost.push(integrity_check)
    const drafts = new Set((await db.all<{ id: string }>('SELECT id FROM drafts')).map(({ id }) => id))
    for (const line of acknowledged) {
      const [what, number, seal] = line.split(' ')
      if (what === 'draft' && !drafts.has(`s-${number}`)) lost.push(line)
      if (what === 'release' && (await releaseByNumber(db, Number(number)))?.seal !== seal) lost.push(line)
    }
    return lost
  })
}
