import type { Command } from 'commander'
import { readConfig } from '../config.js'
import { migrate } from '../storage/storage.js'

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('start the service; stops with grace on SIGTERM')
    .option('--demo', 'load and publish the demo catalogue where nothing was ever published', false)
    .action(async ({ demo }) => {
      // Loaded by who serves: it takes longer than most commands.
      const { serve } = await import('../main.js')
      await serve({ demo, say: (line) => console.log(line) })
    })
}

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date')
    .action(async () => {
      const { applied } = await migrate({ url: readConfig().databaseUrl })
      console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`)
    })
}
