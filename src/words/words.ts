import type {
  Choice,
  MetWish,
  MissedDemand,
  OnlyFor,
  Option,
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

/** What the service carries, asked only where a sentence needs it. */
type CarriedTerms = () => Service['terms']

type DescribeChoice = (choice: Pick<Choice, 'met' | 'missed' | 'onlyFor'>, carried: CarriedTerms) => ChoiceWords

/** What can be said about one question set in one language. */
export interface Words {
  /** Sentences that `describe` gives, the same objects, again and again; others it puts together for one choice. */
  readonly prepared: readonly Sentence[]
  /** The translation that fits best. */
  pick(text: Text): Sentence
  /** @param answers as they were sent to the match and found to be without a problem */
  describe(answers: Readonly<Record<string, unknown>>): DescribeChoice
}

type Named = Pick<Term, 'id' | 'name' | 'parent' | 'says' | 'lacks'>

/** A release, ready to be looked up, and the question set and language that are spoken of. */
interface Speaker extends Tongue {
  /** By question id, but for `always`. */
  readonly questions: ReadonlyMap<string, Spoken>
  /** Taxonomy id → term id → term, `kind` among them. */
  readonly terms: ReadonlyMap<string, ReadonlyMap<string, Named>>
  /** Ids of the taxonomies with `untagged: all`. */
  readonly restrictive: ReadonlySet<string>
  /** Whole sentences, in the first of the languages that has a table. */
  readonly plain: Readonly<Record<PlainTemplate, Sentence>>
}

/** A question of which answers are spoken. */
interface Spoken {
  /** Where the answer is a term: of which taxonomy, and what it asks for. */
  readonly term: { readonly taxonomy: string; readonly asks: Asked } | undefined
  readonly options: ReadonlyMap<string, SpokenOption>
}

/** What is said of who chose an option, and what it asks for. */
interface SpokenOption {
  readonly because: Part
  readonly asks: Asked
  /** How many wishes it makes, and what is said of a service that meets them all, none of them widely. */
  readonly wishes: number
  readonly metAll: readonly Sentence[]
}

/** Whether the answers ask for anything. */
interface Asked {
  readonly wishes: boolean
  /** Demands or exclusions. */
  readonly demands: boolean
}

/**
 * Prepares the texts of a release, once; what it returns prepares the words for a question set and a language, to be kept
 * by who asks for them often. Sentences are in the first of: the wanted language, its wider forms, the question set's
 * default, the deployment's.
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
    const tongue = { languages, tables, plain: plainSentences(table), terms, restrictive }
    const questions = new Map(set.questions.map((question) => [question.id, spokenOf(tongue, question)]))
    const speaker: Speaker = { ...tongue, questions }
    const options = [...questions.values()].flatMap(({ options }) => [...options.values()])
    return {
      prepared: [...Object.values(speaker.plain), ...options.flatMap(({ metAll }) => metAll)],
      pick: (text) => pickIn(text, languages),
      describe(answers) {
        const asked = readAsked(speaker, answers)
        return (choice, carried) => describeChoice(speaker, asked, choice, carried)
      },
    }
  }
}

type Tongues = Omit<Speaker, 'questions'>

function plainSentences({ lang, skipped, skippedNotForAll, fits, fitsPartly, differs }: Templates): Speaker['plain'] {
  const say = (text: string): Sentence => ({ text, lang })
  return {
    skipped: say(skipped),
    skippedNotForAll: say(skippedNotForAll),
    fits: say(fits),
    fitsPartly: say(fitsPartly),
    differs: say(differs),
  }
}

function spokenOf(tongue: Tongues, question: Question): Spoken {
  if (question.kind === 'term') {
    return { term: { taxonomy: question.taxonomy, asks: asksOf(question.effects) }, options: new Map() }
  }
  return {
    term: undefined,
    options: new Map(question.options.map((option) => [option.id, spokenOption(tongue, option)])),
  }
}

function spokenOption(tongue: Tongues, { because: own, label, effects }: Option): SpokenOption {
  const because = part(tongue, own, 'chose', [label])
  const wished = effects.flatMap((effect) =>
    effect.mode === 'prefer' ? [termOf(tongue, effect.taxonomy, effect.term)] : [],
  )
  const metAll = join(tongue, [because, ...[...new Set(wished)].map((term) => hereOf(tongue, term))])
  return { because, asks: asksOf(effects), wishes: wished.length, metAll }
}

function asksOf(effects: readonly { readonly mode: string }[]): Asked {
  const wishes = effects.some(({ mode }) => mode === 'prefer')
  return { wishes, demands: effects.some(({ mode }) => mode !== 'prefer') }
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

function readAsked({ questions }: Speaker, answers: Readonly<Record<string, unknown>>): Asked {
  let [wishes, demands] = [false, false]
  for (const [id, { term, options }] of questions) {
    const answer = Object.hasOwn(answers, id) ? answers[id] : undefined
    for (const token of Array.isArray(answer) ? answer : [answer]) {
      const asks = term === undefined ? options.get(token)?.asks : typeof token === 'string' ? term.asks : undefined
      if (asks === undefined) continue
      wishes ||= asks.wishes
      demands ||= asks.demands
    }
  }
  return { wishes, demands }
}

function describeChoice(
  speaker: Speaker,
  asked: Asked,
  { met, missed, onlyFor }: Parameters<DescribeChoice>[0],
  carried: CarriedTerms,
): ChoiceWords {
  const { plain } = speaker
  const touched = met.some(isOwn) || missed.some(isOwn)
  const reasons: Sentence[] = []
  const doesNotFit: Sentence[] = []

  if (!asked.wishes && !asked.demands) {
    const forAll = missed.length + onlyFor.length === 0 && !isRestricted(speaker, carried())
    reasons.push(forAll ? plain.skipped : plain.skippedNotForAll)
  } else if (!touched && !asked.wishes) reasons.push(plain.fits)
  for (let from = 0; from < met.length; ) {
    const to = endOfAnswer(met, from)
    addNew(reasons, sayMet(speaker, met.slice(from, to), carried))
    from = to
  }

  for (const demand of missed) addNew(doesNotFit, sayMissed(speaker, demand))
  if (!touched && asked.wishes) addNew(doesNotFit, [asked.demands ? plain.fitsPartly : plain.differs])
  for (const one of onlyFor) addNew(doesNotFit, sayOnlyFor(speaker, one))
  return { reasons, doesNotFit }
}

function isOwn({ question }: { readonly question: string }): boolean {
  return question !== 'always'
}

/** A service can be for some only though `onlyFor` is empty: where `always` demands what it is for. */
function isRestricted({ restrictive }: Speaker, terms: Service['terms']): boolean {
  return Object.entries(terms).some(([taxonomy, ids]) => ids.length > 0 && restrictive.has(taxonomy))
}

/** Where the wishes of the next answer begin: those of one stand together (section 8 of the matching model). */
function endOfAnswer(met: readonly MetWish[], from: number): number {
  const first = met[from]
  let to = from + 1
  while (to < met.length && met[to]?.answer === first?.answer && met[to]?.question === first?.question) to += 1
  return to
}

/** The wishes of one answer: what was answered, once, and then what is found here. */
function sayMet(speaker: Speaker, wishes: readonly MetWish[], carried: CarriedTerms): readonly Sentence[] {
  const [first] = wishes
  const option = first && speaker.questions.get(first.question)?.options.get(first.answer)
  if (option?.wishes === wishes.length && wishes.every(({ wide }) => !wide)) return option.metAll
  const found = new Map<string, Part>()
  for (const { taxonomy, term, wide } of wishes) {
    const wanted = termOf(speaker, taxonomy, term)
    const shown = wide ? widerOf(speaker, taxonomy, wanted, carried()) : wanted
    const here = wide ? part(speaker, undefined, 'wider', [shown.name]) : hereOf(speaker, wanted)
    found.set(`${taxonomy} ${shown.id} ${wide}`, here)
  }
  if (first === undefined || first.question === 'always') {
    return [...found.values()].flatMap((piece) => join(speaker, [piece]))
  }
  return join(speaker, [option?.because ?? because(speaker, first), ...found.values()])
}

function hereOf(tongue: Tongues, { says, name }: Named): Part {
  return part(tongue, says, 'here', [name])
}

/** Of an answer that is a term, or an option that the texts lack. */
function because(speaker: Speaker, { question, answer }: MetWish): Part {
  const taxonomy = speaker.questions.get(question)?.term?.taxonomy
  const name = taxonomy === undefined ? nameless(answer) : termOf(speaker, taxonomy, answer).name
  return part(speaker, undefined, 'chose', [name])
}

/** The nearest wider term that the service carries; the term itself where the texts are not those of the match. */
function widerOf(speaker: Tongues, taxonomy: string, wanted: Named, terms: Service['terms']): Named {
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

function sayOnlyFor(speaker: Speaker, { taxonomy, terms }: OnlyFor): readonly Sentence[] {
  const names = terms.map((term) => termOf(speaker, taxonomy, term).name)
  return join(speaker, [part(speaker, undefined, 'onlyFor', names)])
}

/** A term that the texts lack is called by its id: a wrong bundle must not leave a resident without a result. */
function termOf({ terms }: Tongues, taxonomy: string, id: string): Named {
  return terms.get(taxonomy)?.get(id) ?? { id, name: nameless(id) }
}

function nameless(id: string): Text {
  return { und: id }
}

function addNew(list: Sentence[], sentences: readonly Sentence[]): void {
  for (const sentence of sentences) {
    const { text, lang } = sentence
    if (!list.some((other) => other.text === text && other.lang === lang)) list.push(sentence)
  }
}
