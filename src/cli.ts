#!/usr/bin/env node
import { Command } from 'commander'
import { addExport, addImport, addPublish } from './commands/catalogue.js'
import { addBackup, addRestore, addVerify } from './commands/history.js'
import { addKeys } from './commands/keys.js'
import { addLint } from './commands/lint.js'
import { addMatch, addReplay } from './commands/match.js'
import { addProve } from './commands/prove.js'
import { Refusal, sayDiskTrouble } from './commands/refusal.js'
import { addMigrate, addServe } from './commands/service.js'
import { ConfigError } from './config.js'
import { StorageError } from './storage/storage.js'

const exitCodes = 'Exit codes: 0 done, 1 refused or different (the reason stands on standard error), 2 wrong use.'

const program = new Command('mokummatch')
  .description('At most seven questions, three real places for a first conversation.')
  .addHelpText(
    'after',
    `\nThe database is the one of DATABASE_URL; docs/configuration.md lists all settings.\n${exitCodes}`,
  )
  .showHelpAfterError('Try --help.')
  .exitOverride()

addServe(program)
addMigrate(program)
addImport(program)
addPublish(program)
addLint(program)
addMatch(program)
addReplay(program)
addProve(program)
addExport(program)
addVerify(program)
addBackup(program)
addRestore(program)
addKeys(program)

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

function exitCodeOf(error: unknown): number {
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number')
    return error.exitCode === 0 ? 0 : 2
  const expected = error instanceof Refusal || error instanceof ConfigError || error instanceof StorageError
  console.error(expected ? error.message : (sayDiskTrouble(error) ?? error))
  return 1
}
