import type { PageLanguage } from '../http/page-language.js'
import type { Mover, QuestionChange, SetRule } from './comparison.js'

/** What the page says of a comparison. Words in braces are filled in. */
export interface ComparisonWords {
  readonly title: string
  /** What is proven, within a sentence. */
  readonly drafts: string
  readonly release: string
  readonly some: string
  readonly nobody: string
  readonly fewerThanOne: string
  readonly allButOne: string
  readonly everybody: string
  readonly exact: string
  readonly sample: string
  readonly order: string
  readonly fewer: string
  readonly turns: string
  readonly set: string
  readonly setNote: string
  readonly rules: Readonly<Record<SetRule, string>>
  readonly questions: Readonly<Record<QuestionChange['change'], string>>
  readonly answers: Readonly<Record<'new' | 'gone' | 'changed', string>>
  readonly example: string
  readonly got: string
  readonly gets: string
  readonly forWhom: string
  readonly forWhomNote: string
  readonly shifts: string
  readonly shiftsNote: string
  readonly organizations: string
  readonly arrived: string
  readonly left: string
  readonly wasOut: Readonly<Record<Mover['reason'], string>>
  readonly isOut: Readonly<Record<Mover['reason'], string>>
  readonly more: string
  readonly column: {
    readonly others: string
    readonly difference: string
  }
}

const nl: ComparisonWords = {
  title: 'Wat er verandert',
  drafts: 'de concepten',
  release: 'publicatie {number}',
  some: 'Van de 100 manieren van antwoorden krijgen er {count} andere plekken dan in publicatie {release}.',
  nobody: 'Niemand krijgt andere plekken dan in publicatie {release}.',
  fewerThanOne:
    'Van de 100 manieren van antwoorden krijgt er minder dan één andere plekken dan in publicatie {release}.',
  allButOne: 'Van de 100 manieren van antwoorden krijgen er meer dan 99 andere plekken dan in publicatie {release}.',
  everybody: 'Iedereen krijgt andere plekken dan in publicatie {release}.',
  exact: 'Het zijn er {count} van de {all} ({share}). Zij zijn allemaal nagekeken.',
  sample: 'Dat is geschat uit {matches} manieren: {share}, 95 % zeker tussen {low} en {high}.',
  order: 'Bij {share} zijn het dezelfde plekken in een andere volgorde.',
  fewer: 'Bij {share} zijn het er minder dan toen.',
  turns: 'Wie gelijk is, is in beide op dezelfde manier aan de beurt.',
  set: 'De vragenlijst is ook anders',
  setNote: 'Wat er in publicatie {release} niet was, telt daar als niet beantwoord.',
  rules: {
    always: 'Wat altijd gevraagd wordt, is anders.',
    choices: 'Hoeveel keuzes er zijn, of van welke soort, is anders.',
    order: 'De vragen staan in een andere volgorde.',
  },
  questions: {
    new: 'Nieuw:',
    gone: 'Weg:',
    changed: 'Anders:',
    replaced: 'Op een andere manier gevraagd:',
  },
  answers: { new: 'nieuw', gone: 'weg', changed: 'vraagt iets anders' },
  example: 'Het kleinste voorbeeld',
  got: 'kreeg in publicatie {release}',
  gets: 'en krijgt met {after}',
  forWhom: 'Voor wie',
  forWhomNote:
    'Bij hoeveel procent van wie dit antwoordt de plekken anders zijn. De meeste verandering staat bovenaan.',
  shifts: 'Wie vaker of minder vaak gekozen wordt',
  shiftsNote: 'De grootste verschillen. De open balk is publicatie {release}, de dichte balk is {after}.',
  organizations: 'Hetzelfde voor organisaties',
  arrived: 'Plekken die erbij komen',
  left: 'Plekken die niet meer gekozen kunnen worden',
  wasOut: {
    absent: 'is nieuw',
    inactive: 'stond uit',
    full: 'was vol',
    'left-out': 'werd weggelaten door wat altijd gevraagd wordt',
  },
  isOut: {
    absent: 'bestaat niet meer',
    inactive: 'staat uit',
    full: 'is vol',
    'left-out': 'wordt weggelaten door wat altijd gevraagd wordt',
  },
  more: 'en nog {count}',
  column: { others: 'Andere plekken', difference: 'Verschil' },
}

const en: ComparisonWords = {
  title: 'What changes',
  drafts: 'the drafts',
  release: 'release {number}',
  some: 'Of 100 ways to answer, {count} get other places than in release {release}.',
  nobody: 'Nobody gets other places than in release {release}.',
  fewerThanOne: 'Of 100 ways to answer, fewer than one gets other places than in release {release}.',
  allButOne: 'Of 100 ways to answer, more than 99 get other places than in release {release}.',
  everybody: 'Everybody gets other places than in release {release}.',
  exact: 'They are {count} of {all} ({share}). All were checked.',
  sample: 'That is an estimate from {matches} ways: {share}, 95 % sure between {low} and {high}.',
  order: 'For {share} they are the same places in another order.',
  fewer: 'For {share} there are fewer than then.',
  turns: 'Equals take the same turns in both.',
  set: 'The questions differ too',
  setNote: 'What was not in release {release} counts as not answered there.',
  rules: {
    always: 'What is always asked differs.',
    choices: 'How many choices there are, or of which kind, differs.',
    order: 'The questions stand in another order.',
  },
  questions: { new: 'New:', gone: 'Gone:', changed: 'Changed:', replaced: 'Asked in another way:' },
  answers: { new: 'new', gone: 'gone', changed: 'asks something else' },
  example: 'The smallest example',
  got: 'got in release {release}',
  gets: 'and gets with {after}',
  forWhom: 'For whom',
  forWhomNote: 'For how many percent of those who answer this the places differ. The most change comes first.',
  shifts: 'Who is chosen more or less often',
  shiftsNote: 'The largest differences. The open bar is release {release}, the filled bar is {after}.',
  organizations: 'The same for organizations',
  arrived: 'Places that come',
  left: 'Places that can no longer be chosen',
  wasOut: {
    absent: 'is new',
    inactive: 'was inactive',
    full: 'was full',
    'left-out': 'was left out by what is always asked',
  },
  isOut: {
    absent: 'exists no more',
    inactive: 'is inactive',
    full: 'is full',
    'left-out': 'is left out by what is always asked',
  },
  more: 'and {count} more',
  column: { others: 'Other places', difference: 'Difference' },
}

export const comparisonWords: Readonly<Record<PageLanguage, ComparisonWords>> = { nl, en }
