import type { Command } from 'commander'
import { readConfig } from '../config.js'
import type { Rooms } from '../rooms.js'
import { makeBackup } from '../storage/backup.js'
import { restoreBackup } from '../storage/restore.js'
import type { Storage } from '../storage/storage.js'
import { progressBar } from '../terminal/progress.js'
import { numberAndSeal, sha256Text } from './arguments.js'
import { Refusal } from './refusal.js'
import { roomsOver, withKeptRooms } from './with-rooms.js'

export function addVerify(program: Command): void {
  program
    .command('verify')
    .description(
      'check the releases, the audit events, the drafts and the proofs against the digests they were written with',
    )
    .option(
      '--expected <number/seal>',
      'the newest release, as an earlier verify printed it: finds releases cut off at the end',
      numberAndSeal,
    )
    .option('--expected-audit <number/seal>', 'the same of the newest audit event', numberAndSeal)
    .action(({ expected, expectedAudit }) =>
      withKeptRooms(async (rooms) => {
        const { newest, releases, rows, faults } = await verifyWithBar(rooms, expected)
        const audit = await rooms.verifyAudit({ expected: expectedAudit })
        const drafts = await verifyDraftsWithBar(rooms)
        const proofs = await rooms.verifyProofs()
        const ofAudit = audit.faults.map(({ code, detail }) => `Audit: ${code}: ${detail}`)
        const found = [...faults.map(sayFault), ...ofAudit, ...drafts.faults.map(sayDraftFault), ...proofs.faults]
        if (found.length > 0) throw new Refusal(found.join('\n'))
        console.log(`Checked: all is as it was published. Releases: ${releases}, documents: ${rows}.`)
        if (newest) console.log(`Newest, to be noted elsewhere: ${newest.number}/${newest.seal}`)
        console.log(`Checked: every audit event is as it was written. Events: ${audit.events}.`)
        if (audit.newest) console.log(`Newest audit event: ${audit.newest.number}/${audit.newest.seal}`)
        console.log(`Checked: every draft is as it was written. Drafts: ${drafts.drafts}.`)
        console.log(`Checked: every proof is as it was written. Proofs: ${proofs.proofs}.`)
      }),
    )
}

export function addBackup(program: Command): void {
  program
    .command('backup')
    .description('write one file with the whole database, also while others write to it, and try it')
    .argument('<file>', 'where to; nothing may be there')
    .action(async (file) => {
      const { bytes, sha256, checked } = await makeBackup({ url: readConfig().databaseUrl, file, check: wholeHistory })
      console.log(`${file}: ${bytes} bytes, checked: it can be restored.\nSHA-256: ${sha256}\n${sayNewest(checked)}`)
    })
}

export function addRestore(program: Command): void {
  program
    .command('restore')
    .description('put a backup in the place of the database; stop the service first')
    .argument('<file>', 'as backup wrote it')
    .option('--replace', 'move aside the database that stands there; nothing of it is deleted', false)
    .option('--sha256 <hex>', 'what backup printed: finds every change of the file', sha256Text)
    .action(async (file, options) => {
      const request = { ...options, url: readConfig().databaseUrl, file, check: wholeHistory, now: () => new Date() }
      const { path, movedAside, checked } = await restoreBackup<Newest>(request)
      for (const name of movedAside) console.log(`Moved aside: ${name}`)
      console.log(`Restored: ${path}, checked: all is as it was published.\n${sayNewest(checked)}`)
    })
}

/** Checks a copy of the database. A draft that is not as it was written can be mended: it is told, and refuses nothing. */
async function wholeHistory(storage: Storage): Promise<Newest> {
  const rooms = await roomsOver(storage)
  const { newest, faults } = await verifyWithBar(rooms, undefined)
  if (faults.length > 0)
    throw new Refusal(`Nothing was done: the history is not whole.\n${faults.map(sayFault).join('\n')}`)
  for (const fault of (await verifyDraftsWithBar(rooms)).faults) console.error(`Warning: ${sayDraftFault(fault)}`)
  return newest
}

async function verifyWithBar(rooms: Rooms, expected: Parameters<Rooms['verify']>[0]['expected']) {
  const newest = await rooms.newestRelease()
  const bar = progressBar('Verifying', process.stderr, () => performance.now())
  const onProgress = (number: number): void => bar.update(number, newest?.number ?? number)
  const verification = await rooms.verify({ expected, onProgress })
  bar.end()
  return { newest, ...verification }
}

async function verifyDraftsWithBar(rooms: Rooms) {
  const bar = progressBar('Verifying the drafts', process.stderr, () => performance.now())
  const verification = await rooms.verifyDrafts({ onProgress: bar.update })
  bar.end()
  return verification
}

type Fault = Awaited<ReturnType<Rooms['verify']>>['faults'][number]

function sayFault({ release, code, detail }: Fault): string {
  return `Release ${release}: ${code}: ${detail}`
}

function sayDraftFault({ type, id, detail }: { type: string; id: string; detail: string }): string {
  return `Draft ${type} ${id}: ${detail}`
}

type Newest = Awaited<ReturnType<Rooms['newestRelease']>>

function sayNewest(newest: Newest): string {
  return newest ? `Newest release: ${newest.number}/${newest.seal}` : 'Nothing has been published in it yet.'
}
