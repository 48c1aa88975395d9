import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import type { OpenRelease, Rooms } from '../rooms.js'
import { showMatch } from '../terminal/cards.js'
import { phrasesFor } from '../terminal/phrases.js'
import { askQuestions, askWhich, type Questionnaire, type Terminal } from '../terminal/questionnaire.js'
import { alternativesNumber, languageTag, seedText, wholeNumber } from './arguments.js'
import { print } from './files.js'
import { lines, Refusal } from './refusal.js'
import { readJson, withKeptRooms } from './with-rooms.js'

export function addMatch(program: Command): void {
  program
    .command('match')
    .description('ask the questions one by one and show three places; answers are not kept')
    .option('--question-set <id>', 'which questions; you choose where it is absent and there are several')
    .option('--language <tag>', 'language of the texts', languageTag, 'nl')
    .option('--answers <file>', 'take the answers from a JSON file instead of asking; - for standard input')
    .option('--seed <text>', 'another order among equals', seedText)
    .option('--alternatives <number>', 'how many more places, at most 20', alternativesNumber)
    .option('--release <number>', 'an older release', wholeNumber)
    .option('--json', 'print the whole result as JSON', false)
    .action((options) => withKeptRooms((rooms) => askAndMatch(rooms, options)))
}

export function addReplay(program: Command): void {
  program
    .command('replay')
    .description('make a match again from its receipt and answers, and compare')
    .argument('<receipt>', 'JSON file with the receipt, or with a whole result; - for standard input')
    .argument('<answers>', 'JSON file with the answers')
    .action((receipt, answers) => withKeptRooms((rooms) => replayMatch(rooms, receipt, answers)))
}

interface MatchArguments {
  readonly questionSet?: string
  readonly language: string
  readonly answers?: string
  readonly seed?: string
  readonly alternatives?: number
  readonly release?: number
  readonly json: boolean
}

async function askAndMatch(rooms: Rooms, options: MatchArguments): Promise<void> {
  const { json, release, questionSet: id, answers: file, ...rest } = options
  const { ask } = await openRelease(rooms, release)
  const questionSets = choosable(ask, id)
  const phrases = phrasesFor(rest.language)
  const given =
    file === undefined
      ? await withTerminal(askFor({ questionSets, language: rest.language, phrases, taxonomy: ask.taxonomy }))
      : { questionSet: onlyOne(questionSets), answers: asAnswers(readJson(rooms, file)) }
  if (given?.answers === undefined) return
  const reply = ask.match({ ...rest, questionSet: given.questionSet.id, answers: given.answers })
  if ('problems' in reply) throw new Refusal(`The answers do not fit the questions.\n${lines(reply.problems)}`)
  if (!('result' in reply)) throw new Refusal('There is no such question set in this release.')
  if (json) return print(`${JSON.stringify(reply.result, null, 2)}\n`)
  const receipt = JSON.stringify(reply.result.receipt)
  await print(`${showMatch(reply.result, phrases)}\n${phrases.receipt}\n${receipt}\n`)
}

type QuestionSet = Questionnaire['questionSet']

/** More than anybody would choose from in a terminal. */
const mostListed = 100

/** The question set that was named, or all that are published. */
function choosable(ask: OpenRelease['ask'], id: string | undefined): readonly QuestionSet[] {
  const all = ask.questionSets({ after: undefined, limit: mostListed }).items
  const named = id === undefined ? all : [ask.questionSet(id)].flatMap((questionSet) => questionSet ?? [])
  if (named.length > 0) return named
  throw new Refusal(
    all.length === 0 ? 'This release has no question set.' : `There is no such question set. ${sayIds(all)}`,
  )
}

function onlyOne(questionSets: readonly QuestionSet[]): QuestionSet {
  const [questionSet, ...others] = questionSets
  if (questionSet !== undefined && others.length === 0) return questionSet
  throw new Refusal(`Which questions do these answer? Name them with --question-set. ${sayIds(questionSets)}`)
}

function sayIds(questionSets: readonly QuestionSet[]): string {
  return `There are: ${questionSets.map(({ id }) => id).join(', ')}.`
}

interface Asking extends Pick<Questionnaire, 'phrases' | 'taxonomy'> {
  readonly questionSets: readonly QuestionSet[]
  readonly language: string
}

function askFor({ questionSets, language, phrases, taxonomy }: Asking) {
  return async (terminal: Terminal) => {
    const questionSet =
      questionSets.length > 1 ? await askWhich(questionSets, { language, phrases }, terminal) : questionSets[0]
    if (questionSet === undefined) return undefined
    const languages = [language, questionSet.defaultLanguage]
    return { questionSet, answers: await askQuestions({ questionSet, languages, phrases, taxonomy }, terminal) }
  }
}

async function replayMatch(rooms: Rooms, receiptFile: string, answersFile: string): Promise<void> {
  const receipt = rooms.findReceipt(readJson(rooms, receiptFile))
  if (receipt === undefined) {
    throw new Refusal('This is no receipt: expected the `receipt` of a match, with all its members.')
  }
  const answers = asAnswers(readJson(rooms, answersFile))
  const { ask } = await openRelease(rooms, receipt.release)
  const replayed = ask.replay(receipt, answers)
  if (!replayed.same) throw new Refusal(replayed.reason)
  console.log('The same: release, answers and outcome are those of the receipt.')
  for (const { service } of replayed.reply.result.choices) console.log(`- ${service.name.text}`)
}

async function openRelease(rooms: Rooms, number: number | undefined) {
  const newest = await rooms.newestRelease()
  if (newest === undefined) {
    throw new Refusal('Nothing has been published yet: import documents and publish them, or serve --demo.')
  }
  if (number !== undefined && (number < 1 || number > newest.number)) {
    throw new Refusal(`There is no release ${number}: the newest is ${newest.number}.`)
  }
  return rooms.openRelease(number ?? newest.number)
}

/** Questions go to standard error, so that what a match prints can go into a file. */
async function withTerminal<T>(run: (terminal: Terminal) => Promise<T>): Promise<T> {
  const input = createInterface({ input: process.stdin, output: process.stderr })
  const typed = input[Symbol.asyncIterator]()
  try {
    return await run({
      write: (text) => process.stderr.write(text),
      ask: async (prompt) => {
        input.setPrompt(prompt)
        input.prompt()
        const { value, done } = await typed.next()
        return done ? undefined : value
      },
    })
  } finally {
    input.close()
  }
}

function asAnswers(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new Refusal('Answers are a JSON object: question ids with option ids, lists of these, or terms.')
}
