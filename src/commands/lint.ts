import type { Command } from 'commander'
import { describeTexts } from '../terminal/texts.js'
import { wholeNumber } from './arguments.js'
import { Refusal } from './refusal.js'
import { withKeptRooms, withRooms } from './with-rooms.js'

export function addLint(program: Command): void {
  program
    .command('lint')
    .description('say which texts of the drafts are hard to read, judge people or lack a language (docs/writing.md)')
    .option('--json', 'print JSON: the count, and the problems', false)
    .option('--strict', 'end with 1 where there is anything to mend', false)
    .option('--most <number>', 'problems that are printed; all are counted', wholeNumber, 1_000)
    .option('--words', 'print the list of words not to use, to make one of your own, and do nothing else', false)
    .action(({ json, strict, most, words }) => {
      if (words) return withRooms(async ({ avoidedWords }) => console.log(JSON.stringify(avoidedWords, null, 2)))
      return withKeptRooms(async ({ lint }) => {
        const problems = await lint()
        const printed = problems.slice(0, most)
        if (json) console.log(JSON.stringify({ count: problems.length, problems: printed }, null, 2))
        else if (printed.length > 0) console.log(describeTexts(printed))
        const documents = new Set(problems.map(({ type, id }) => `${type} ${id}`)).size
        const found =
          problems.length === 0
            ? 'All texts pass.'
            : `${problems.length} to mend in ${documents === 1 ? '1 document' : `${documents} documents`}${printed.length < problems.length ? `; the first ${printed.length} are shown` : ''}.`
        if (strict && problems.length > 0) throw new Refusal(found)
        console.error(found)
      })
    })
}
