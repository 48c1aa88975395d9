import t from 'tap'
import type { Catalogue, Match } from '../../src/engine/index.js'
import { allLanguages } from '../../src/words/all-languages.js'
import { prepareWords } from '../../src/words/index.js'
import { type AnswerMap, answerAtRandom, drawsFrom, shuffled, without } from './a-resident.js'
import { catalogue, chosen, compileDemo, hasBothKinds, index, kindOf, matchIn, setOf } from './the-demo.js'

// A busy machine takes several times the ten seconds that this needs; tap alone would stop it after thirty.
t.setTimeout(180_000)

const { taxonomies, organizations, services, questionSets } = catalogue
const prototype = setOf('mokummatch-2022')
const stances = [undefined, 'agree', 'neither', 'disagree'] as const

/** All 4^7 ways to answer the seven wishes of 2022. */
function* patterns(): Iterable<AnswerMap> {
  for (let code = 0; code < 4 ** prototype.questions.length; code += 1) {
    const entries = prototype.questions.flatMap(({ id }, at) => {
      const stance = stances[Math.floor(code / 4 ** at) % 4]
      return stance === undefined ? [] : [[id, stance] as const]
    })
    yield Object.fromEntries(entries)
  }
}

/** All of a result but the receipt, which names the answers. */
const outcome = ({ receipt: _, receiptForm: __, ...result }: Match): string => JSON.stringify(result)
const results = new Map(
  [...patterns()].map((answers) => [JSON.stringify(answers), matchIn(index, prototype.id, answers)]),
)

t.test('all patterns of the prototype give three choices, formal and informal, and say why', (t) => {
  t.equal(results.size, 16_384)
  const words = prepareWords({ questionSets, taxonomies, templates: allLanguages, defaultLanguage: 'nl' })
  const { describe: describeFor } = words(prototype.id, 'nl')
  let wrong = 0
  let silent = 0
  for (const [key, result] of results) {
    const answers: AnswerMap = JSON.parse(key)
    const isNeutral = Object.values(answers).every((stance) => stance === 'neither')
    if (result.choices.length !== 3 || !hasBothKinds(result) || Object.keys(result.shortfall).length > 0) wrong += 1
    const describe = describeFor(answers)
    for (const choice of result.choices) {
      const { reasons, doesNotFit } = describe(choice, () => services.find(({ id }) => id === choice.service)!.terms)
      const hasWhy = isNeutral || choice.met.length + choice.missed.length > 0
      if (!hasWhy || reasons.length + doesNotFit.length === 0) silent += 1
    }
  }
  t.equal(wrong, 0, 'at least one formal and one informal')
  t.equal(silent, 0, 'a reason, what does not fit, or that all was skipped')
  t.end()
})

t.test('a skip and neither give the same in all patterns of the prototype', (t) => {
  const different = [...results].filter(([key, result]) => {
    const spoken = Object.entries(JSON.parse(key) as AnswerMap).filter(([, stance]) => stance !== 'neither')
    return outcome(result) !== outcome(results.get(JSON.stringify(Object.fromEntries(spoken)))!)
  })
  t.equal(different.length, 0)
  t.end()
})

t.test('the order of the catalogue changes no pattern of the prototype', (t) => {
  const reorder = (order: <Item>(items: readonly Item[]) => Item[]): Catalogue => ({
    taxonomies: order(taxonomies).map((one) => ({ ...one, terms: order(one.terms) })),
    organizations: order(organizations),
    services: order(services).map((one) => ({
      ...one,
      terms: Object.fromEntries(order(Object.entries(one.terms)).map(([id, terms]) => [id, order(terms)])),
    })),
    questionSets: order(questionSets),
  })
  const draw = drawsFrom(2022)
  const reversed = compileDemo(reorder((items) => [...items].reverse()))
  const mixed = compileDemo(reorder((items) => shuffled(items, draw)))
  const differing = (other: typeof index) =>
    [...results].filter(([key, result]) => outcome(result) !== outcome(matchIn(other, prototype.id, JSON.parse(key))))
  t.equal(differing(reversed).length, 0, 'reversed')
  t.equal(differing(mixed).length, 0, 'shuffled with seed 2022')
  t.end()
})

t.test('one place of a kind with room is always among the choices; with none the result says so', (t) => {
  // A pattern with skips is one with "neither" (shown above), so those without skips are all.
  const spoken = [...results.keys()]
    .map((key): AnswerMap => JSON.parse(key))
    .filter((answers) => Object.keys(answers).length === 7)
  for (const [kind, last] of [
    ['formal', 'woon-renting'],
    ['informal', 'tijd-voor-thee-visit'],
  ] as const) {
    const all = services.filter(({ id }) => kindOf.get(id) === kind).map(({ id }) => id)
    const one = compileDemo(
      catalogue,
      all.filter((id) => id !== last),
    )
    const none = compileDemo(catalogue, all)
    const missing = spoken.filter(
      (answers) =>
        !chosen(matchIn(one, prototype.id, answers))
          .split(',')
          .includes(last),
    )
    t.equal(missing.length, 0, `${kind}: ${last}`)
    const unsaid = spoken.filter((answers) => {
      const { choices, shortfall } = matchIn(none, prototype.id, answers)
      return choices.length !== 3 || JSON.stringify(shortfall) !== JSON.stringify({ [kind]: 1 })
    })
    t.equal(unsaid.length, 0, `none ${kind}`)
  }
  t.end()
})

/** What a sample of residents gets: what is wrong, which services they saw, and which answers never mattered. */
function sample(id: string, residents: number, seed: number) {
  const set = setOf(id)
  const draw = drawsFrom(seed)
  const seen = new Set<string>()
  const idle = new Set(
    set.questions.flatMap((question) =>
      question.kind === 'term'
        ? [`${question.id} *`]
        : question.options.filter(({ effects }) => effects.length > 0).map((option) => `${question.id} ${option.id}`),
    ),
  )
  let wrong = 0
  for (let nth = 0; nth < residents; nth += 1) {
    const answers = answerAtRandom(set, taxonomies, draw)
    const result = matchIn(index, id, answers)
    if (result.choices.length !== 3 || !hasBothKinds(result)) wrong += 1
    for (const { service } of result.choices) seen.add(service)
    const given = Object.entries(answers).flatMap(([question, answer]) =>
      [answer].flat().map((option) => [question, option]),
    )
    for (const [question = '', option = ''] of given) {
      const name = [`${question} ${option}`, `${question} *`].find((one) => idle.has(one))
      if (name === undefined) continue
      const others = without(index, id, answers, question, option)
      if (chosen(matchIn(index, id, others)) !== chosen(result)) idle.delete(name)
    }
  }
  return { wrong, seen, idle: [...idle] }
}

const eindhoven = services.filter(({ terms }) => terms['area-eindhoven']?.includes('eindhoven')).map(({ id }) => id)

t.test('in a sample of 20,000 residents of Noord every place is chosen and every answer matters', (t) => {
  const seed = 1021
  const { wrong, seen, idle } = sample('geldzorgen-noord', 20_000, seed)
  const never = services.map(({ id }) => id).filter((id) => !seen.has(id))
  t.comment(`seed ${seed}; never chosen: ${never.join(', ')}`)
  t.equal(wrong, 0, 'three choices, formal and informal')
  t.strictSame(idle, [], 'answers that changed no choice')
  t.strictSame(never, eindhoven, 'only the places of the other city were never chosen')
  t.end()
})

t.test('Eindhoven is data: its own question set gives its own places', (t) => {
  const { wrong, seen, idle } = sample('geldzorgen-eindhoven', 4_000, 5611)
  const never = eindhoven.filter((id) => !seen.has(id))
  t.equal(wrong, 0, 'three choices, formal and informal')
  t.strictSame(idle, [], 'answers that changed no choice')
  t.strictSame(never, [])
  const elsewhere = services.filter((service) => seen.has(service.id) && !eindhoven.includes(service.id))
  t.ok(
    elsewhere.every(({ terms }) => terms['area-eindhoven']?.includes('nederland')),
    'or places for the whole country',
  )
  t.end()
})
