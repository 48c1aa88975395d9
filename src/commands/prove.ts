import { availableParallelism } from 'node:os'
import { type Command, Option } from 'commander'
import { readConfig } from '../config.js'
import { defaultMatches, defaultSeed } from '../proofs/proof.js'
import { asProofRequest, type ProofResult } from '../proofs/proof-run.js'
import { breachesOf } from '../publishing-by-rules.js'
import { describeProof } from '../terminal/proof.js'
import { matchesNumber, positiveNumber, proofSeed, releaseOrDraft, threadsNumber } from './arguments.js'
import { print, requireWritable, writeResult } from './files.js'
import { withProgress } from './proof-progress.js'
import { lines, Refusal } from './refusal.js'
import { requireDatabase, withRooms } from './with-rooms.js'

export function addProve(program: Command): void {
  program
    .command('prove')
    .description('walk all answers to a question set, and say what residents will get (docs/proofs.md)')
    .argument('<question-set>', 'its id')
    .option('--release <number>', 'a release, or draft for the drafts; the newest release where absent', releaseOrDraft)
    .option(
      '--compare [number]',
      'what would change: the drafts, or --release, compared with this release; with the one in force where it is not named',
      positiveNumber,
    )
    .option(
      '--matches <number>',
      'how many to draw where there are too many answers to match all',
      matchesNumber,
      defaultMatches,
    )
    .option('--seed <number>', 'of all that is drawn', proofSeed, defaultSeed)
    .option('--threads <number>', 'that match at once; one for each core where absent', threadsNumber)
    .option('--json [file]', 'the whole report as JSON: into a file, or printed in place of the summary')
    .option('--html <file>', 'the whole report as one page for people, whole by itself')
    .addOption(new Option('--language <language>', 'of the page').choices(['nl', 'en'] as const).default('nl'))
    .action(
      async (questionSet, { release, compare, threads = availableParallelism(), json, html, language, ...drawing }) => {
        const { databaseUrl, defaultLanguage, publishRules: rules } = readConfig()
        requireDatabase()
        const request = asProofRequest({
          questionSet,
          ...drawing,
          ...(release !== undefined && { release }),
          ...(compare !== undefined && { compareWith: compare === true ? 'in-force' : compare }),
        })
        for (const file of [json, html]) if (typeof file === 'string') requireWritable(file)
        const { startProof } = await import('../proof-thread.js')
        const result = await withProgress(startProof(request, { databaseUrl, defaultLanguage, threads }))
        if ('refused' in result) throw refusalOf(result)
        const { report } = result
        const page = await withRooms(async (rooms) => {
          await rooms.keepProof(report)
          return html && rooms.proofPage(report, language)
        })
        if (page) writeResult(html, page)
        const text = `${JSON.stringify(report, null, 2)}\n`
        if (typeof json === 'string') writeResult(json, text)
        await print(json === true ? text : describeProof(report, { rules, breaches: breachesOf(report, rules) }))
      },
    )
}

const reasons = {
  'no-release':
    'Nothing has been published yet: import documents and publish them, or prove the drafts (--release draft).',
  'unknown-release': 'There is no release with this number.',
  'unknown-question-set': 'There is no such question set in this release.',
  'unknown-compared-release': 'There is no such release to compare with: leave --compare out, or name another one.',
  'unknown-compared-question-set':
    'The release to compare with has no such question set, so all of it is new: leave --compare out, or name another release.',
}

function refusalOf(result: Extract<ProofResult, { refused: string }>): Refusal {
  if (result.refused === 'too-large') return new Refusal(result.detail)
  if (result.refused !== 'not-publishable') return new Refusal(reasons[result.refused])
  const problems = result.problems.map(({ type, id, pointer, detail }) => ({
    pointer: `${type} ${id}${pointer}`,
    detail,
  }))
  return new Refusal(`These drafts can not be published, so nothing is proven of them.\n${lines(problems)}`)
}
