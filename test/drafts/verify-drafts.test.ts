import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { DraftStore } from '../../src/drafts/draft-store.js'
import { verifyDrafts } from '../../src/drafts/verify-drafts.js'
import { documentDigest } from '../../src/releases/digests.js'
import { openStorage } from '../../src/storage/storage.js'
import { anOrganization, aQuestionSet, aService, aTaxonomy } from '../helpers/builders.js'
import { aFolder, byHand } from '../helpers/database.js'

const drafts = new DraftStore({ digest: documentDigest, now: () => new Date('2026-11-22T12:00:00Z') })
const canary = aService({ id: 'canary', name: { nl: 'Kanarie' }, terms: { topic: ['debt', 'talking'] } })

/** A file with a draft of each type, and the one to break; nothing has it open. */
async function aFile(folder: string): Promise<string> {
  const path = join(folder, 'whole.sqlite')
  const storage = await openStorage({ url: `file:${path}` })
  await storage.write(async (db) => {
    await drafts.put(db, 'taxonomy', aTaxonomy())
    await drafts.put(db, 'organization', anOrganization())
    await drafts.put(db, 'service', aService())
    await drafts.put(db, 'service', canary)
    await drafts.put(db, 'question-set', aQuestionSet())
  })
  await storage.close()
  return path
}

async function verified(path: string, onProgress?: (done: number, total: number) => void) {
  const storage = await openStorage({ url: `file:${path}` })
  try {
    return await verifyDrafts(storage, drafts, { digest: documentDigest, onProgress })
  } finally {
    await storage.close()
  }
}

t.test('Drafts as they were written are found so, with the progress of the check', async (t) => {
  const steps: string[] = []
  const path = await aFile(aFolder(t))
  t.same(await verified(path, (done, total) => steps.push(`${done}/${total}`)), { drafts: 5, faults: [] })
  t.same(steps, ['1/5', '2/5', '3/5', '4/5', '5/5'])
})

t.test('Any bit of a draft that flips on the disk is found, and the draft is named', async (t) => {
  const folder = aFolder(t)
  const path = await aFile(folder)
  const whole = readFileSync(path)
  const text = JSON.stringify(canary)
  const begin = whole.indexOf(text)
  t.ok(begin > 0 && whole.indexOf(text, begin + 1) < 0, 'it stands in the file, once')
  const flipped = join(folder, 'flipped.sqlite')
  const place = fc.record({ byte: fc.nat(text.length - 1), bit: fc.nat(7) })
  await fc.assert(
    fc.asyncProperty(place, async ({ byte, bit }) => {
      const bytes = Buffer.from(whole)
      bytes[begin + byte]! ^= 1 << bit
      writeFileSync(flipped, bytes)
      const { drafts, faults } = await verified(flipped)
      return drafts === 5 && faults.length === 1 && faults[0]?.type === 'service' && faults[0].id === 'canary'
    }),
    { numRuns: 100 },
  )
})

t.test('So is another digest, and a draft under the id of another', async (t) => {
  const folder = aFolder(t)
  const path = await aFile(folder)
  const cases: Record<string, string> = {
    [`UPDATE drafts SET digest = '${'f'.repeat(64)}' WHERE id = 'canary'`]: 'service canary',
    "UPDATE drafts SET id = 'other' WHERE id = 'canary'": 'service other',
    "UPDATE drafts SET document = '[]' WHERE id = 'canary'": 'service canary',
    "UPDATE drafts SET document = '' WHERE id = 'canary'": 'service canary',
  }
  for (const [index, [sql, named]] of Object.entries(cases).entries()) {
    const changed = join(folder, `${index}.sqlite`)
    copyFileSync(path, changed)
    byHand(changed, sql)
    const { faults } = await verified(changed)
    t.same(
      faults.map(({ type, id }) => `${type} ${id}`),
      [named],
      sql,
    )
  }
})
