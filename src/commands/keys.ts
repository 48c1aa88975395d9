import type { Command } from 'commander'
import type { Rooms } from '../rooms.js'
import { describeKey, keyRefusal } from '../terminal/keys.js'
import { wholeNumber } from './arguments.js'
import { print } from './files.js'
import { Refusal } from './refusal.js'
import { byCommandLine, withKeptRooms, withRooms } from './with-rooms.js'

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('the keys of editors and systems; a secret is shown once')

  keys
    .command('list')
    .description('all keys, without their secrets')
    .action(() =>
      withKeptRooms(async ({ keys }) => {
        for (const key of await keys.list()) console.log(describeKey(key))
      }),
    )

  keys
    .command('create')
    .description('create a key; its secret is all that stands on standard output')
    .argument('<id>', 'lower-case letters, digits and hyphens; never given to another key')
    .requiredOption('--name <name>', 'whose key it is, as releases and audit events name who did something')
    .requiredOption('--scope <scope...>', 'catalogue:write, questions:write, publish, partners, admin')
    .option('--expires <instant>', 'such as 2027-09-01T07:30:00Z; a year from now where absent')
    .action((id, { name, scope, expires }) =>
      withRooms(async ({ keys }) =>
        showKey(await keys.create({ id, name, scopes: scope, expiresAt: expires }, byCommandLine)),
      ),
    )

  keys
    .command('rotate')
    .description('give a key a new secret, which is all that stands on standard output')
    .argument('<id>', 'of the key')
    .option('--overlap-hours <hours>', 'how long the secret before stays valid', wholeNumber, 24)
    .option('--expires <instant>', 'when the key expires; as before where absent')
    .action((id, { overlapHours, expires }) =>
      withKeptRooms(async ({ keys }) =>
        showKey(await keys.rotate(id, { overlapHours, expiresAt: expires }, byCommandLine)),
      ),
    )

  keys
    .command('revoke')
    .description('refuse a key, within a second and for ever')
    .argument('<id>', 'of the key')
    .action((id) => withKeptRooms(async ({ keys }) => showKey(await keys.revoke(id, byCommandLine))))
}

async function showKey(done: Awaited<ReturnType<Rooms['keys']['create' | 'revoke']>>): Promise<void> {
  if ('refused' in done) throw new Refusal(keyRefusal(done))
  console.error(describeKey(done.key))
  if (!('secret' in done)) return
  await print(`${done.secret}\n`).catch((error: Error) => {
    throw new Refusal(`${error.message}\nThe secret is lost: mokummatch keys rotate ${done.key.id} gives another.`)
  })
}
