import type { Question } from '../engine/index.js'

/** What the command line says beside the texts of a question set. */
export interface Phrases {
  /** Asks for one of several question sets. */
  readonly whichQuestions: string
  readonly prompt: Readonly<Record<Question['kind'], string>>
  readonly unknownOption: string
  readonly unknownTerm: string
  readonly keys: string
  readonly formal: string
  readonly informal: string
  readonly none: string
  readonly receipt: string
}

const nl: Phrases = {
  whichQuestions: 'Welke vragen? Nummer (Enter: 1, q: stoppen):',
  prompt: {
    single: 'Nummer:',
    multiple: 'Nummers, zoveel als je wilt:',
    ranked: 'Nummers, het belangrijkste eerst:',
    term: 'Typ een postcode of naam:',
  },
  unknownOption:
    'Dat nummer staat er niet bij, staat er dubbel, of het zijn er te veel. Probeer het nog eens, of sla over met Enter.',
  unknownTerm: 'Die kennen we niet. Probeer een andere schrijfwijze, of sla over met Enter.',
  keys: 'Enter: overslaan · b: terug · q: stoppen. Je antwoorden worden niet bewaard.',
  formal: 'organisatie met beroepskrachten',
  informal: 'vrijwilligers of buurtgenoten',
  none: 'Er is niets gevonden dat hierbij past.',
  receipt: 'Bon, om deze uitkomst later te controleren:',
}

const en: Phrases = {
  whichQuestions: 'Which questions? Number (Enter: 1, q: stop):',
  prompt: {
    single: 'Number:',
    multiple: 'Numbers, as many as you like:',
    ranked: 'Numbers, the most important first:',
    term: 'Type a postcode or a name:',
  },
  unknownOption:
    'That number is not in the list, stands twice, or there are too many. Try again, or press Enter to skip.',
  unknownTerm: 'We do not know that one. Try another spelling, or press Enter to skip.',
  keys: 'Enter: skip · b: back · q: stop. Your answers are not kept.',
  formal: 'organization with professionals',
  informal: 'volunteers or neighbours',
  none: 'Nothing was found that fits.',
  receipt: 'Receipt, to check this outcome later:',
}

/** Dutch, and English for everybody else. */
export function phrasesFor(language: string): Phrases {
  return language.startsWith('nl') ? nl : en
}
