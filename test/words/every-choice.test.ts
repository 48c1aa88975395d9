import fc from 'fast-check'
import t from 'tap'
import { type Choice, compile, match, readAnswers, type Text } from '../../src/engine/index.js'
import { type ChoiceWords, prepareWords, type Templates, type WordSources } from '../../src/words/index.js'
import { nl } from '../../src/words/languages/nl.js'
import { type World, worlds } from '../helpers/arbitraries.js'

/** Bits, of which each text takes four: the languages that it has. */
type Draw = () => number

const languages = ['nl', 'tr', 'so', 'en']

/** A text that says in which language it is, so that a mixed sentence would show. */
const marked = (name: string, bits: number): Text =>
  Object.fromEntries(languages.flatMap((lang, i) => ((bits >> i) % 2 === 1 ? [[lang, `${lang}:${name}`]] : [])))

const markAll = (value: unknown, lang: string): unknown =>
  typeof value === 'string'
    ? `${lang}:${value}`
    : Object.fromEntries(Object.entries(value ?? {}).map(([key, inner]) => [key, markAll(inner, lang)]))

/** A table of which every sentence is marked; a list of names brings marks of its own. */
function markedTable(lang: string): Templates {
  const { dir, comma, and, or, ...sentences } = nl
  return { ...(markAll(sentences, lang) as typeof sentences), dir, comma, and, or, lang }
}

/** @param isWhole whether every text has the default language, as on a server; else any one at least, as on a device */
function withTexts({ release }: World, tables: readonly string[], draw: Draw, isWhole: boolean): WordSources {
  const text = (name: string): Text => marked(name, isWhole ? draw() | 1 : draw() || 2)
  const maybe = <Key extends string>(key: Key): { readonly [K in Key]?: Text } =>
    draw() > 7 ? ({ [key]: text(key) } as { readonly [K in Key]?: Text }) : {}
  return {
    defaultLanguage: 'nl',
    templates: tables.map(markedTable),
    taxonomies: release.taxonomies.map((taxonomy) => ({
      ...taxonomy,
      terms: taxonomy.terms.map((term) => ({ ...term, name: text('name'), ...maybe('says'), ...maybe('lacks') })),
    })),
    questionSets: release.questionSets.map((set) => ({
      ...set,
      defaultLanguage: 'nl',
      questions: set.questions.map((question) =>
        question.kind === 'term'
          ? question
          : {
              ...question,
              options: question.options.map((option) => ({ ...option, label: text('label'), ...maybe('because') })),
            },
      ),
    })),
  }
}

function* choicesOf(world: World, sources: WordSources): Iterable<[Choice, ChoiceWords]> {
  const { capacities: _, ...content } = world.release
  const index = compile(content)
  const wordsFor = prepareWords(sources)
  for (const { questionSet, answers, options } of world.cases) {
    const read = readAnswers(index, questionSet, answers)
    if ('problems' in read) throw new Error('These answers should be right.')
    const describe = wordsFor(questionSet, 'tr-TR').describe(answers)
    const { choices, alternatives } = match(index, read, options)
    for (const choice of [...choices, ...alternatives]) {
      const service = world.release.services.find(({ id }) => id === choice.service)
      if (service === undefined) throw new Error('A choice is a service.')
      yield [choice, describe(choice, () => service.terms)]
    }
  }
}

t.test('every choice of every match gets a sentence, and each is really in its language', async (t) => {
  const said = { sentences: 0, joined: 0 }
  const check = ([choice, { reasons, doesNotFit }]: [Choice, ChoiceWords]): void => {
    if (reasons.length + doesNotFit.length === 0) throw new Error('A choice without a sentence.')
    for (const { text, lang } of [...reasons, ...doesNotFit]) {
      const found = [...text.matchAll(/\b(nl|tr|so|en):/g)].map(([, mark]) => mark)
      if (new Set(found).size !== 1 || found[0] !== lang) throw new Error(`${lang}: ${text}`)
      said.sentences += 1
      if (found.length > 1) said.joined += 1
      if (text.includes(nl.skipped) && choice.onlyFor.length > 0) throw new Error('It is not for everyone.')
    }
  }
  const tables = fc.constantFrom(['nl'], ['nl', 'tr', 'en'], ['tr'])
  const bits = fc.array(fc.nat(15), { minLength: 97, maxLength: 97 })
  fc.assert(
    fc.property(
      worlds({ mayBeWrong: false, cases: 6 }),
      bits,
      tables,
      fc.boolean(),
      (world, drawn, spoken, isWhole) => {
        let at = 0
        const sources = withTexts(world, spoken, () => drawn[at++ % drawn.length] ?? 0, isWhole)
        for (const each of choicesOf(world, sources)) check(each)
      },
    ),
    { numRuns: 200 },
  )
  t.ok(said.joined > 1000, `${said.sentences} sentences, ${said.joined} of them joined`)
})
