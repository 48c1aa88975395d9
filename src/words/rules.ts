import type {
  Advice,
  Condition,
  Effect,
  Kind,
  Question,
  QuestionSet,
  Taxonomy,
  TermEffect,
  TermQuestion,
  Text,
} from '../engine/index.js'
import { fillIn, type Templates } from './templates.js'
import { fallbacks, pickIn, type Sentence, textIn } from './texts.js'

/**
 * The sentences of one language that say how places are chosen. `{}` is the place of a number or of names in no
 * grammatical case, so it stands after a colon.
 */
export interface RuleTemplates extends Readonly<Record<PlainRule | NamingRule, string>> {
  /** BCP 47 tag. */
  readonly lang: string
  /** What a `term` question asks for, among names. */
  readonly answer: string
}

type PlainRule =
  | 'skip'
  | 'full'
  | 'points'
  | 'wide'
  | 'equal'
  | 'noMoney'
  | 'spread'
  | 'any'
  | 'all'
  | 'nothing'
  | 'adviceAlways'

type NamingRule =
  | 'size'
  | 'minimum'
  | 'perOrganization'
  | 'ranked'
  | 'showIf'
  /** Also has `{points}`. */
  | 'prefer'
  | 'require'
  /** For a taxonomy in which no term means: for everyone. */
  | 'requireOrForAll'
  /** A demand that may be given up. */
  | 'first'
  | 'firstOrForAll'
  /** Which of such demands are given up later than others. */
  | 'importance'
  | 'exclude'
  | 'adviceWhen'

/** How a question set chooses, in sentences that a resident can read. */
export interface Rules {
  readonly questionSet: string
  readonly title: Sentence
  /** What holds whatever is answered. */
  readonly general: readonly Sentence[]
  readonly questions: readonly QuestionRules[]
  readonly advice: readonly AdviceRules[]
}

export interface QuestionRules {
  readonly question: string
  readonly text: Sentence
  readonly rules: readonly Sentence[]
  /** What each answer does; empty for a question whose answer is a term. */
  readonly options: readonly {
    readonly option: string
    readonly label: Sentence
    readonly rules: readonly Sentence[]
  }[]
}

export interface AdviceRules {
  readonly advice: string
  readonly text: Sentence
  /** All of these have to hold. */
  readonly when: readonly Sentence[]
}

/** What one language speaks with. */
export interface RuleTable {
  readonly words: Templates
  readonly rules: RuleTemplates
}

export interface RuleSources {
  readonly questionSet: QuestionSet
  readonly taxonomies: readonly Pick<Taxonomy, 'id' | 'untagged' | 'terms'>[]
  /** At least one. */
  readonly tables: readonly RuleTable[]
  /** Of the deployment: every text has it. */
  readonly defaultLanguage: string
}

interface Speaker {
  readonly taxonomies: RuleSources['taxonomies']
  readonly tables: readonly RuleTable[]
  readonly languages: readonly string[]
  /** The table of the first language that has one. */
  readonly table: RuleTable
  /** The different `relax` numbers of the question set, the first to be given up first. */
  readonly relaxes: readonly number[]
}

/** What is said of an effect; one of a `term` question has no term of its own. */
type SaidEffect = Effect | TermEffect

/**
 * Says in plain sentences what a question set does with answers, from the documents alone (sections 4 to 7 of the
 * matching model). Each sentence is wholly in one language, the first in which all of its names exist.
 *
 * @param language BCP 47
 * @throws Error where there are no tables
 */
export function describeRules(sources: RuleSources, language: string): Rules {
  const { questionSet, taxonomies, tables, defaultLanguage } = sources
  const languages = fallbacks([language, questionSet.defaultLanguage, defaultLanguage])
  const spoken = languages.flatMap((lang) => tables.find(({ words }) => words.lang === lang) ?? [])
  const table = spoken[0] ?? tables[0]
  if (table === undefined) throw new Error('Expected the templates of at least one language.')
  const speaker: Speaker = { taxonomies, tables, languages, table, relaxes: relaxesOf(questionSet) }
  return {
    questionSet: questionSet.id,
    title: pickIn(questionSet.title, languages),
    general: describeGeneral(speaker, questionSet),
    questions: questionSet.questions.map((question) => describeQuestion(speaker, questionSet, question)),
    advice: (questionSet.advice ?? []).map((advice) => describeAdvice(speaker, questionSet, advice)),
  }
}

function describeGeneral(speaker: Speaker, { choices, always = [], alwaysRelax }: QuestionSet): Sentence[] {
  const { size, minimum, perOrganization } = choices
  const kinds = (['formal', 'informal'] as const).filter((kind) => minimum[kind] > 0)
  const least = kinds.map((kind) => across(speaker, ({ words }) => `${minimum[kind]} × ${words.kind[kind].name}`))
  return [
    say(speaker, 'skip'),
    ...describeEffects(speaker, always, alwaysRelax),
    say(speaker, 'size', [number(speaker, size)]),
    ...(least.length > 0 ? [say(speaker, 'minimum', least)] : []),
    say(speaker, 'perOrganization', [number(speaker, perOrganization)]),
    say(speaker, 'full'),
    say(speaker, 'points'),
    say(speaker, 'wide'),
    say(speaker, 'equal'),
    say(speaker, 'noMoney'),
  ]
}

function describeQuestion(speaker: Speaker, questionSet: QuestionSet, question: Question): QuestionRules {
  const { id, text, showIf, spread, relax } = question
  const isAsked = showIf ? [say(speaker, 'showIf', labelsOf(questionSet, showIf), 'or')] : []
  const adds = spread ? [say(speaker, 'spread')] : []
  const whole = { question: id, text: pickIn(text, speaker.languages) }
  if (question.kind === 'term') {
    return { ...whole, rules: [...isAsked, ...describeEffects(speaker, question.effects, relax), ...adds], options: [] }
  }
  return {
    ...whole,
    rules: [...isAsked, ...describeSeveral(speaker, question), ...adds],
    options: question.options.map(({ id: option, label, effects }) => ({
      option,
      label: pickIn(label, speaker.languages),
      rules: effects.length > 0 ? describeEffects(speaker, effects, relax) : [say(speaker, 'nothing')],
    })),
  }
}

/** What several answers to one question do together. */
function describeSeveral(speaker: Speaker, question: Exclude<Question, TermQuestion>): Sentence[] {
  if (question.kind === 'single' || question.maxAnswers === 1) return []
  const { options, combine } = question
  const weights = question.kind === 'ranked' ? (question.rankWeights ?? []) : []
  const demands = options.some(({ effects }) => effects.some(({ mode }) => mode === 'require'))
  return [
    ...(weights.length > 0
      ? [
          say(
            speaker,
            'ranked',
            weights.map((weight) => number(speaker, weight)),
          ),
        ]
      : []),
    ...(demands ? [say(speaker, combine === 'any' ? 'any' : 'all')] : []),
  ]
}

/** What one answer asks: demands of one taxonomy are met by any of their terms, wishes count each for themselves. */
function describeEffects(
  speaker: Speaker,
  effects: readonly SaidEffect[],
  relaxOfQuestion: number | undefined,
): Sentence[] {
  const groups = new Map<string, SaidEffect[]>()
  for (const effect of effects) {
    const key = effect.mode === 'prefer' ? `${effect.points}` : `${effect.mode} ${effect.taxonomy}`
    groups.set(key, [...(groups.get(key) ?? []), effect])
  }
  return [...groups.values()].flatMap((group) => describeGroup(speaker, group, relaxOfQuestion))
}

function describeGroup(
  speaker: Speaker,
  group: readonly SaidEffect[],
  relaxOfQuestion: number | undefined,
): Sentence[] {
  const [effect] = group
  if (effect === undefined) return []
  const names = group.map((each) => nameOf(speaker, each))
  if (effect.mode === 'prefer') {
    const { text, lang } = say(speaker, 'prefer', names)
    return [{ text: text.replace('{points}', String(effect.points)), lang }]
  }
  if (effect.mode === 'exclude') return [say(speaker, 'exclude', names, 'or')]
  const isForAll = speaker.taxonomies.some(({ id, untagged }) => id === effect.taxonomy && untagged === 'all')
  const relax = effect.relax ?? relaxOfQuestion
  if (relax === undefined) return [say(speaker, isForAll ? 'requireOrForAll' : 'require', names, 'or')]
  const first = say(speaker, isForAll ? 'firstOrForAll' : 'first', names, 'or')
  if (speaker.relaxes.length < 2) return [first]
  return [first, say(speaker, 'importance', [number(speaker, speaker.relaxes.indexOf(relax) + 1)])]
}

function describeAdvice(speaker: Speaker, questionSet: QuestionSet, { id, text, when }: Advice): AdviceRules {
  const conditions = when.map((condition) => say(speaker, 'adviceWhen', labelsOf(questionSet, condition), 'or'))
  return {
    advice: id,
    text: pickIn(text, speaker.languages),
    when: conditions.length > 0 ? conditions : [say(speaker, 'adviceAlways')],
  }
}

/** The sentence in the first language that has all of these names; where there is none, with names in others. */
function say(
  { languages, tables, table }: Speaker,
  rule: PlainRule | NamingRule,
  names: readonly Text[] = [],
  conjunction: 'and' | 'or' = 'and',
): Sentence {
  const inOne = languages.find((lang) => names.every((name) => textIn(name, lang) !== undefined))
  const { words, rules } = tables.find(({ words: { lang } }) => lang === inOne) ?? table
  const spoken = names.map((name) => textIn(name, words.lang) ?? pickIn(name, languages).text)
  return { text: fillIn(words, rules[rule], conjunction, spoken), lang: words.lang }
}

/** What is the same thing in every language that there is a table of. */
function across({ tables }: Speaker, inOne: (table: RuleTable) => string): Text {
  return Object.fromEntries(tables.map((table) => [table.words.lang, inOne(table)]))
}

function number(speaker: Speaker, value: number): Text {
  return across(speaker, () => String(value))
}

function nameOf(speaker: Speaker, effect: SaidEffect): Text {
  if (!('term' in effect)) return across(speaker, ({ rules }) => rules.answer)
  const { taxonomy, term } = effect
  if (taxonomy === 'kind') return across(speaker, ({ words }) => words.kind[term as Kind].name)
  const terms = speaker.taxonomies.find(({ id }) => id === taxonomy)?.terms ?? []
  return terms.find(({ id }) => id === term)?.name ?? { und: term }
}

function labelsOf({ questions }: QuestionSet, { question, anyOf }: Condition): Text[] {
  const asked = questions.find(({ id }) => id === question)
  const options = asked === undefined || asked.kind === 'term' ? [] : asked.options
  return options.filter(({ id }) => anyOf.includes(id)).map(({ label }) => label)
}

function relaxesOf({ questions, always = [], alwaysRelax }: QuestionSet): number[] {
  const relaxed = (effects: readonly SaidEffect[], relax: number | undefined) =>
    effects.flatMap((effect) => (effect.mode === 'require' ? (effect.relax ?? relax ?? []) : []))
  const all = questions.flatMap((question) => {
    const effects = question.kind === 'term' ? question.effects : question.options.flatMap((option) => option.effects)
    return relaxed(effects, question.relax)
  })
  return [...new Set([...relaxed(always, alwaysRelax), ...all])].sort((a, b) => a - b)
}
