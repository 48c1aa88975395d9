import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import { progressBar } from '../terminal/progress.js'
import { wholeNumber } from './arguments.js'
import { lines, Refusal } from './refusal.js'
import { byCommandLine, readJson, withRooms } from './with-rooms.js'

export function addImport(program: Command): void {
  program
    .command('import')
    .description('import documents into the drafts: all of them, or nothing where there is a problem')
    .argument('<file>', 'JSON in the shape of an export; - for standard input')
    .addOption(
      new Option('--mode <mode>', 'replace also removes what is not named, of the types that are present')
        .choices(['merge', 'replace'])
        .default('merge'),
    )
    .option('--dry-run', 'say what would change, and change nothing', false)
    .action((file, { mode, dryRun }) =>
      withRooms(async (rooms) => {
        const bar = progressBar('Importing', process.stderr, () => performance.now())
        const onProgress = (done: number, total: number): void => bar.update(done, total)
        const result = await rooms.imports.importDocuments(readJson(rooms, file), { mode, dryRun, onProgress })
        bar.end()
        if ('report' in result) console.log(JSON.stringify(result.report, null, 2))
        else throw new Refusal(`Nothing was imported: ${result.count} problems.\n${lines(result.problems)}`)
      }),
    )
}

export function addPublish(program: Command): void {
  program
    .command('publish')
    .description('publish the drafts, or an older release again')
    .option('--note <text>', 'why, for colleagues')
    .option('--rotation <hex>', '16 hex digits, to repeat a release elsewhere')
    .option('--from <number>', 'number of an older release to publish again', wholeNumber)
    .action((request) =>
      withRooms(async ({ publish }) => {
        const result = await publish({ ...request, ...byCommandLine })
        for (const { type, id, pointer, detail } of result.warnings)
          console.error(`Warning: ${type} ${id}${pointer}: ${detail}`)
        if (result.outcome === 'refused') {
          const problems = result.problems.map(({ type, id, pointer, detail }) => ({
            pointer: `${type} ${id}${pointer}`,
            detail,
          }))
          throw new Refusal(`Nothing was published: ${problems.length} problems.\n${lines(problems)}`)
        }
        const { number, digest } = result.release
        console.log(
          `${result.outcome === 'published' ? 'Published' : 'Nothing changed; in force is'} release ${number}, digest ${digest}.`,
        )
      }),
    )
}

export function addExport(program: Command): void {
  program
    .command('export')
    .description('write all drafts in the shape of an import')
    .argument('[file]', 'where to; standard output where absent')
    .action((file) =>
      withRooms(({ imports }) =>
        pipeline(imports.openExport(), file ? createWriteStream(file) : process.stdout, { end: file !== undefined }),
      ),
    )
}
