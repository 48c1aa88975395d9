import type { PageLanguage } from '../http/page-language.js'
import type { RuleName } from './publish-rules.js'

/** All that the page of a report says. Words in braces are filled in. */
export interface PageWords {
  /** How numbers are written. */
  readonly locale: string
  readonly title: string
  readonly can: {
    readonly yes: string
    readonly no: string
    readonly noOne: string
    readonly look: string
    readonly lookOne: string
  }
  readonly walked: string
  readonly exact: string
  readonly sample: string
  /** Before the release was published it was proven that: */
  readonly held: string
  readonly rules: Readonly<Record<RuleName, string>>
  readonly of: { readonly release: string; readonly drafts: string }
  readonly state: { readonly good: string; readonly look: string; readonly bad: string }
  readonly fewer: { readonly good: string; readonly bad: string; readonly none: string }
  readonly kind: {
    readonly formal: string
    readonly informal: string
    readonly good: string
    readonly bad: string
    readonly byOwnWord: string
  }
  readonly unreachable: { readonly good: string; readonly bad: string; readonly keptOut: string }
  readonly uncovered: { readonly good: string; readonly bad: string }
  readonly equals: { readonly good: string; readonly bad: string }
  readonly givenUp: { readonly good: string; readonly look: string }
  readonly idle: { readonly good: string; readonly look: string }
  readonly examples: string
  readonly examplesNote: string
  readonly answered: string
  readonly nothingAnswered: string
  readonly gets: string
  readonly nobody: string
  readonly reason: { readonly demands: string; readonly 'never-first': string }
  readonly charts: string
  readonly services: string
  readonly organizations: string
  readonly bars: string
  readonly barsCut: string
  readonly meanOfKind: string
  readonly equalsTitle: string
  readonly equalsNote: string
  readonly offer: string
  readonly offerNote: string
  readonly offerFull: string
  readonly offerCut: string
  readonly table: string
  readonly tableCut: string
  readonly column: {
    readonly name: string
    readonly kind: string
    readonly share: string
    readonly interval: string
    readonly mean: string
    readonly question: string
    readonly answer: string
    readonly formal: string
    readonly informal: string
    readonly meeting: string
    readonly before: string
    readonly after: string
  }
  readonly byAnswer: string
  readonly byAnswerNote: string
  readonly skipped: string
  readonly busiest: string
  readonly busiestNote: string
  readonly busiestFewer: string
  readonly busiestGain: string
  readonly spread: string
  readonly spreadNote: string
  readonly how: string
  readonly howNote: string
  readonly digest: string
}

const nl: PageWords = {
  locale: 'nl-NL',
  title: 'Kan dit gepubliceerd worden?',
  can: {
    yes: 'Ja. Wat wij nakeken is goed.',
    no: 'Nog niet. {count} dingen zijn niet goed.',
    noOne: 'Nog niet. Eén ding is niet goed.',
    look: 'Kijk ook naar de {count} regels met “Let op”.',
    lookOne: 'Kijk ook naar de regel met “Let op”.',
  },
  walked:
    'Mensen kunnen deze vragen op {patterns} manieren beantwoorden. Wat een vraag eist is voor al die manieren nagekeken.',
  exact: 'Ook wie er gekozen wordt is voor alle manieren nagekeken.',
  sample: 'Wie er gekozen wordt is nagekeken met een steekproef van {matches} manieren.',
  held: 'Vóór het publiceren is bewezen: {rules}.',
  rules: {
    choice: 'iedereen krijgt een keuze',
    'formal-and-informal': 'iedereen krijgt een formele en een informele plek, behalve wie dat zelf niet wil',
    reachable: 'elke plek die open is kan gekozen worden',
    gini: 'de Gini-coëfficiënt van de plekken is lager dan {below}',
  },
  of: { release: 'Publicatie {release}', drafts: 'Concepten' },
  state: { good: 'Goed', look: 'Let op', bad: 'Niet goed' },
  fewer: {
    good: 'Iedereen krijgt {choices} keuzes.',
    bad: 'Niet iedereen krijgt {choices} keuzes. Bij {patterns} van de manieren van antwoorden ({share}) zijn het er minder.',
    none: 'Bij {patterns} daarvan is er geen enkele keuze.',
  },
  kind: {
    formal: 'een formele plek',
    informal: 'een informele plek',
    good: 'Iedereen krijgt {kind}.',
    bad: 'Niet iedereen krijgt {kind}. Bij {patterns} van de manieren van antwoorden ({share}) ontbreekt die.',
    byOwnWord: 'Wie er zelf geen wil, telt niet mee.',
  },
  unreachable: {
    good: 'Elke plek kan gekozen worden.',
    bad: 'Plekken die nooit gekozen worden: {count} van de {all}.',
    keptOut: 'Wie niet meedoet telt niet: {count} van de plekken zijn vol of uitgezet, of de vragenlijst laat ze weg.',
  },
  uncovered: {
    good: 'Elke wens komt bij iemand uit.',
    bad: 'Wensen die bij niemand uitkomen: {count}.',
  },
  equals: {
    good: 'Gelijke organisaties krijgen gelijke kansen.',
    bad: 'Niet alle gelijke organisaties krijgen gelijke kansen.',
  },
  givenUp: {
    good: 'Aan elke eis wordt altijd voldaan.',
    look: 'Niet aan elke eis wordt altijd voldaan. Bij {patterns} van de manieren van antwoorden ({share}) geeft een eis mee die mag meegeven.',
  },
  idle: {
    good: 'Elk antwoord doet ertoe.',
    look: 'Antwoorden die iets vragen en niets aan de keuzes veranderen: {count}.',
  },
  examples: 'Voorbeelden',
  examplesNote:
    'Van alles wat opvalt het kleinste voorbeeld: zo weinig mogelijk antwoorden. Probeer het zelf in de vragenlijst.',
  answered: 'Iemand antwoordt',
  nothingAnswered: 'Iemand slaat alles over.',
  gets: 'en krijgt',
  nobody: 'niemand',
  reason: {
    demands: 'Door de eisen past deze plek bij geen enkel antwoord.',
    'never-first': 'Deze plek past wel, maar anderen gaan altijd voor.',
  },
  charts: 'Hoe de keuzes verdeeld zijn',
  services: 'Hoe vaak elke plek gekozen wordt',
  organizations: 'Hoe vaak elke organisatie gekozen wordt',
  bars: 'Bij hoeveel procent van de manieren van antwoorden. Effen is formeel, gestreept is informeel.',
  barsCut: 'Van de {count} staan hier de meest en de minst gekozen.',
  meanOfKind: 'De streep is het gemiddelde van de formele of van de informele organisaties.',
  equalsTitle: 'Organisaties die gelijk zijn',
  equalsNote:
    'Zij verschillen in niets dat gevraagd wordt. Over veel beurten horen zij even vaak gekozen te worden: de streep.',
  offer: 'Waar het aanbod dun is',
  offerNote:
    'Hoeveel plekken er zijn voor elk gebied en onderwerp. Een driehoek: er is niets formeels of niets informeels.',
  offerFull: 'Er is overal iets formeels en iets informeels.',
  offerCut: 'Van de {count} staan hier de {shown} met het minste.',
  table: 'Hetzelfde als tabel',
  tableCut: 'De eerste {shown} van de {count}. Het rapport zelf heeft ze alle.',
  column: {
    name: 'Naam',
    kind: 'Soort',
    share: 'Gekozen',
    interval: '95 % zeker tussen',
    mean: 'Gemiddelde',
    question: 'Vraag',
    answer: 'Antwoord',
    formal: 'Formeel',
    informal: 'Informeel',
    meeting: 'Voldoet aan alle eisen',
    before: 'Nu',
    after: 'Dan',
  },
  byAnswer: 'Wat mensen krijgen per antwoord',
  byAnswerNote: 'Gemiddeld aantal keuzes van wie dit antwoordt.',
  skipped: 'overgeslagen',
  busiest: 'Als de drukste plekken vol zijn',
  busiestNote: 'Stel dat deze plekken vol zijn: {names}.',
  busiestFewer: 'Dan krijgt {after} van de mensen minder dan {choices} keuzes. Nu is dat {before}.',
  busiestGain: 'Wie er dan het meest bij krijgt',
  spread: 'Hoe gelijk alles verdeeld is',
  spreadNote:
    'Gini-maat: 0 als allen even vaak gekozen worden, 1 als één alles krijgt. Plekken: {services}. Organisaties: {organizations}. Van de keuzes is {formal} formeel.',
  how: 'Hoe dit gemaakt is',
  howNote:
    'Toevalsgetal {seed}, {matches} keer gekoppeld, onzekerheid 95 % (Wilson). Wie hetzelfde nog eens laat nakijken krijgt hetzelfde rapport.',
  digest: 'Kenmerk van het rapport (SHA-256)',
}

const en: PageWords = {
  locale: 'en-GB',
  title: 'Can this be published?',
  can: {
    yes: 'Yes. What we checked is good.',
    no: 'Not yet. {count} things are not good.',
    noOne: 'Not yet. One thing is not good.',
    look: 'Look at the {count} lines with “Take care” too.',
    lookOne: 'Look at the line with “Take care” too.',
  },
  walked: 'People can answer these questions in {patterns} ways. What the answers demand was checked for all of them.',
  exact: 'Who is chosen was checked for all of them too.',
  sample: 'Who is chosen was checked with a sample of {matches} ways.',
  held: 'Before it was published it was proven: {rules}.',
  rules: {
    choice: 'everybody gets a choice',
    'formal-and-informal': 'everybody gets a formal and an informal place, but for who does not want one',
    reachable: 'every place that is open can be chosen',
    gini: 'the Gini coefficient of the places is lower than {below}',
  },
  of: { release: 'Release {release}', drafts: 'Drafts' },
  state: { good: 'Good', look: 'Take care', bad: 'Not good' },
  fewer: {
    good: 'Everybody gets {choices} choices.',
    bad: 'Not everybody gets {choices} choices. In {patterns} of the ways to answer ({share}) there are fewer.',
    none: 'In {patterns} of them there is no choice at all.',
  },
  kind: {
    formal: 'a formal place',
    informal: 'an informal place',
    good: 'Everybody gets {kind}.',
    bad: 'Not everybody gets {kind}. In {patterns} of the ways to answer ({share}) it lacks.',
    byOwnWord: 'Who asks for none does not count.',
  },
  unreachable: {
    good: 'Every place can be chosen.',
    bad: 'Places that are never chosen: {count} of {all}.',
    keptOut: '{count} places stay out: they are full or inactive, or the questions leave them out.',
  },
  uncovered: { good: 'Every wish is met for somebody.', bad: 'Wishes that are met for nobody: {count}.' },
  equals: {
    good: 'Equal organizations get equal chances.',
    bad: 'Not all equal organizations get equal chances.',
  },
  givenUp: {
    good: 'Every demand is always met.',
    look: 'Not every demand is always met. In {patterns} of the ways to answer ({share}) one gives way that may give way.',
  },
  idle: {
    good: 'Every answer matters.',
    look: 'Answers that ask something and change nothing in the choices: {count}.',
  },
  examples: 'Examples',
  examplesNote:
    'Of all that stands out the smallest example: as few answers as possible. Try it yourself with the questions.',
  answered: 'Somebody answers',
  nothingAnswered: 'Somebody skips everything.',
  gets: 'and gets',
  nobody: 'nobody',
  reason: {
    demands: 'Because of the demands this place fits no answers.',
    'never-first': 'This place fits, but others always come first.',
  },
  charts: 'How the choices are spread',
  services: 'How often each place is chosen',
  organizations: 'How often each organization is chosen',
  bars: 'In how many percent of the ways to answer. Plain is formal, striped is informal.',
  barsCut: 'The most and the least chosen of {count} are here.',
  meanOfKind: 'The line is the mean of the formal or of the informal organizations.',
  equalsTitle: 'Organizations that are equal',
  equalsNote: 'They differ in nothing that is asked. Over many turns they should be chosen equally often: the line.',
  offer: 'Where the offer is thin',
  offerNote:
    'How many places there are for each area and topic. A triangle: there is nothing formal or nothing informal.',
  offerFull: 'There is something formal and something informal everywhere.',
  offerCut: 'Of {count}, the {shown} with least are here.',
  table: 'The same as a table',
  tableCut: 'The first {shown} of {count}. The report itself has them all.',
  column: {
    name: 'Name',
    kind: 'Kind',
    share: 'Chosen',
    interval: '95 % sure between',
    mean: 'Mean',
    question: 'Question',
    answer: 'Answer',
    formal: 'Formal',
    informal: 'Informal',
    meeting: 'Meets every demand',
    before: 'Now',
    after: 'Then',
  },
  byAnswer: 'What people get by answer',
  byAnswerNote: 'Mean number of choices of those who answer this.',
  skipped: 'skipped',
  busiest: 'When the busiest places are full',
  busiestNote: 'Say that these places are full: {names}.',
  busiestFewer: 'Then {after} of the people get fewer than {choices} choices. Now it is {before}.',
  busiestGain: 'Who gets most of it then',
  spread: 'How evenly all is spread',
  spreadNote:
    'Gini coefficient: 0 where all are chosen equally often, 1 where one gets all. Places: {services}. Organizations: {organizations}. Of the choices {formal} are formal.',
  how: 'How this was made',
  howNote:
    'Seed {seed}, {matches} matches, uncertainty 95 % (Wilson). Who has the same checked again gets the same report.',
  digest: 'Digest of the report (SHA-256)',
}

export const pageWords: Readonly<Record<PageLanguage, PageWords>> = { nl, en }
