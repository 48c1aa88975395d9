import type {
  CapacityStatus,
  Choice,
  Kind,
  MetWish,
  MissedDemand,
  Question,
  QuestionSet,
  Service,
  Taxonomy,
  Term,
  Text,
} from '../engine/index.js'
import { join, type Part, part, type Tongue } from './parts.js'
import type { PlainTemplate, Templates } from './templates.js'
import { fallbacks, pickIn, type Sentence } from './texts.js'

/** The texts of one release; a device has one question set and one or two tables of templates. */
export interface WordSources {
  readonly questionSets: readonly Pick<QuestionSet, 'id' | 'defaultLanguage' | 'questions'>[]
  readonly taxonomies: readonly Pick<Taxonomy, 'id' | 'untagged' | 'terms'>[]
  /** At least one. */
  readonly templates: readonly Templates[]
  /** Of the deployment: every text of a taxonomy has it. */
  readonly defaultLanguage: string
}

/** Why this place, and what about it does not fit: never both empty. */
export interface ChoiceWords {
  readonly reasons: readonly Sentence[]
  /** Missed demands, that no wish is met, and whom it is only for. */
  readonly doesNotFit: readonly Sentence[]
}

type DescribeChoice = (
  choice: Pick<Choice, 'met' | 'missed' | 'onlyFor'>,
  service: Pick<Service, 'terms'>,
) => ChoiceWords

/** What can be said about one question set in one language. */
export interface Words {
  /** The translation that fits best. */
  pick(text: Text): Sentence
  /** How much room there is. */
  capacity(status: CapacityStatus): Sentence
  /** With whom one talks there: formal and informal in plain words. */
  kind(kind: Kind): Sentence
  /** @param answers as they were sent to the match and found to be without a problem */
  describe(answers: Readonly<Record<string, unknown>>): DescribeChoice
}

type Named = Pick<Term, 'id' | 'name' | 'parent' | 'says' | 'lacks'>

/** A release, ready to be looked up, and the question set and language that are spoken of. */
interface Speaker extends Tongue {
  readonly questions: readonly Question[]
  /** Taxonomy id → term id → term, `kind` among them. */
  readonly terms: ReadonlyMap<string, ReadonlyMap<string, Named>>
  /** Ids of the taxonomies with `untagged: all`. */
  readonly restrictive: ReadonlySet<string>
  /** For whole sentences, in the first of the languages that has a table. */
  readonly table: Templates
}

/** Whether the answers ask for anything. */
interface Asked {
  readonly wishes: boolean
  /** Demands or exclusions. */
  readonly demands: boolean
}

/**
 * Prepares the texts of a release, once; what it returns is cheap and gives the words for a question set and a language.
 * Sentences are in the first of: the wanted language, its wider forms, the question set's default, the deployment's.
 *
 * @throws Error where there are no templates; the returned function where the question set is none of these
 */
export function prepareWords(sources: WordSources): (questionSetId: string, language: string) => Words {
  const { taxonomies, templates, defaultLanguage } = sources
  const [lastResort] = templates
  if (lastResort === undefined) throw new Error('Expected the templates of at least one language.')
  const sets = new Map(sources.questionSets.map((set) => [set.id, set]))
  const tables = new Map(templates.map((table) => [table.lang, table]))
  const all: readonly { readonly id: string; readonly terms: readonly Named[] }[] = [...taxonomies, kindsOf(templates)]
  const terms = new Map(all.map((taxonomy) => [taxonomy.id, new Map(taxonomy.terms.map((term) => [term.id, term]))]))
  const restrictive = new Set(taxonomies.filter(({ untagged }) => untagged === 'all').map(({ id }) => id))

  return (questionSetId, language) => {
    const set = sets.get(questionSetId)
    if (set === undefined) throw new Error(`There are no texts of a question set ${questionSetId}.`)
    const languages = fallbacks([language, set.defaultLanguage, defaultLanguage])
    const table = languages.flatMap((tag) => tables.get(tag) ?? [])[0] ?? lastResort
    const speaker: Speaker = { languages, tables, table, terms, restrictive, questions: set.questions }
    return {
      pick: (text) => pickIn(text, languages),
      capacity: (status) => ({ text: table.capacity[status], lang: table.lang }),
      kind: (kind) => ({ text: table.kind[kind].says, lang: table.lang }),
      describe(answers) {
        const asked = readAsked(set.questions, answers)
        return (choice, service) => describeChoice(speaker, asked, choice, service)
      },
    }
  }
}

/** The reserved taxonomy `kind`, which has no document, as a document. */
function kindsOf(templates: readonly Templates[]): { readonly id: string; readonly terms: readonly Named[] } {
  const terms = (['formal', 'informal'] as const).map((id) => {
    const across = (key: 'name' | 'says' | 'lacks'): Text =>
      Object.fromEntries(templates.map(({ lang, kind }) => [lang, kind[id][key]]))
    return { id, name: across('name'), says: across('says'), lacks: across('lacks') }
  })
  return { id: 'kind', terms }
}

function readAsked(questions: readonly Question[], answers: Readonly<Record<string, unknown>>): Asked {
  const modes = new Set(
    questions.flatMap((question) => {
      const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined
      if (question.kind === 'term') return typeof answer === 'string' ? question.effects.map(({ mode }) => mode) : []
      const tokens: readonly unknown[] = Array.isArray(answer) ? answer : [answer]
      const chosen = question.options.filter(({ id }) => tokens.includes(id))
      return chosen.flatMap(({ effects }) => effects.map(({ mode }) => mode))
    }),
  )
  return { wishes: modes.has('prefer'), demands: modes.has('require') || modes.has('exclude') }
}

function describeChoice(
  speaker: Speaker,
  asked: Asked,
  { met, missed, onlyFor }: Parameters<DescribeChoice>[0],
  service: Pick<Service, 'terms'>,
): ChoiceWords {
  const { table } = speaker
  const plain = (template: PlainTemplate): Sentence => ({ text: table[template], lang: table.lang })
  const isOwn = ({ question }: { readonly question: string }): boolean => question !== 'always'
  const touched = met.some(isOwn) || missed.some(isOwn)
  const reasons: Sentence[] = []
  const doesNotFit: Sentence[] = []

  if (!asked.wishes && !asked.demands) {
    const forAll = missed.length + onlyFor.length === 0 && !isRestricted(speaker, service)
    reasons.push(plain(forAll ? 'skipped' : 'skippedNotForAll'))
  } else if (!touched && !asked.wishes) reasons.push(plain('fits'))
  for (const wishes of byAnswer(met)) reasons.push(...sayMet(speaker, wishes, service))

  for (const demand of missed) doesNotFit.push(...sayMissed(speaker, demand))
  if (!touched && asked.wishes) doesNotFit.push(plain(asked.demands ? 'fitsPartly' : 'differs'))
  for (const { taxonomy, terms } of onlyFor) {
    const names = terms.map((term) => termOf(speaker, taxonomy, term).name)
    doesNotFit.push(...join(speaker, [part(speaker, undefined, 'onlyFor', names)]))
  }
  return { reasons: distinct(reasons), doesNotFit: distinct(doesNotFit) }
}

/** A service can be for some only though `onlyFor` is empty: where `always` demands what it is for. */
function isRestricted({ restrictive }: Speaker, { terms }: Pick<Service, 'terms'>): boolean {
  return Object.entries(terms).some(([taxonomy, ids]) => ids.length > 0 && restrictive.has(taxonomy))
}

function byAnswer(met: readonly MetWish[]): Iterable<readonly MetWish[]> {
  const groups = new Map<string, MetWish[]>()
  for (const wish of met) {
    const key = `${wish.question} ${wish.answer}`
    const group = groups.get(key)
    if (group) group.push(wish)
    else groups.set(key, [wish])
  }
  return groups.values()
}

/** The wishes of one answer: what was answered, once, and then what is found here. */
function sayMet(speaker: Speaker, wishes: readonly MetWish[], service: Pick<Service, 'terms'>): readonly Sentence[] {
  const found = new Map<string, Part>()
  for (const { taxonomy, term, wide } of wishes) {
    const wanted = termOf(speaker, taxonomy, term)
    const carried = wide ? widerOf(speaker, taxonomy, wanted, service) : wanted
    const says = wide ? undefined : wanted.says
    found.set(`${taxonomy} ${carried.id} ${wide}`, part(speaker, says, wide ? 'wider' : 'here', [carried.name]))
  }
  const first = wishes[0]
  if (first === undefined || first.question === 'always') {
    return [...found.values()].flatMap((piece) => join(speaker, [piece]))
  }
  return join(speaker, [because(speaker, first), ...found.values()])
}

function because(speaker: Speaker, wish: MetWish): Part {
  const question = speaker.questions.find(({ id }) => id === wish.question)
  if (question?.kind === 'term') {
    return part(speaker, undefined, 'chose', [termOf(speaker, question.taxonomy, wish.answer).name])
  }
  const option = question?.options.find(({ id }) => id === wish.answer)
  return part(speaker, option?.because, 'chose', [option?.label ?? nameless(wish.answer)])
}

/** The nearest wider term that the service carries; the term itself where the texts are not those of the match. */
function widerOf(speaker: Speaker, taxonomy: string, wanted: Named, { terms }: Pick<Service, 'terms'>): Named {
  const carried = Object.hasOwn(terms, taxonomy) ? terms[taxonomy] : undefined
  let { parent } = wanted
  while (parent !== undefined) {
    const wider = termOf(speaker, taxonomy, parent)
    if (carried?.includes(wider.id)) return wider
    parent = wider.parent
  }
  return wanted
}

/** None of the terms is met: what is lacking in the editors' words, the others in one list. */
function sayMissed(speaker: Speaker, { taxonomy, terms }: MissedDemand): readonly Sentence[] {
  const demanded = terms.map((term) => termOf(speaker, taxonomy, term))
  const others = demanded.filter(({ lacks }) => lacks === undefined).map(({ name }) => name)
  const parts = demanded.flatMap(({ lacks, name }) => (lacks ? [part(speaker, lacks, 'lacks', [name])] : []))
  if (others.length > 0) parts.push(part(speaker, undefined, 'lacks', others))
  return join(speaker, parts)
}

/** A term that the texts lack is called by its id: a wrong bundle must not leave a resident without a result. */
function termOf({ terms }: Speaker, taxonomy: string, id: string): Named {
  return terms.get(taxonomy)?.get(id) ?? { id, name: nameless(id) }
}

function nameless(id: string): Text {
  return { und: id }
}

function distinct(sentences: readonly Sentence[]): readonly Sentence[] {
  return [...new Map(sentences.map((sentence) => [`${sentence.lang} ${sentence.text}`, sentence])).values()]
}
