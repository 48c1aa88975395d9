import type { Templates } from '../templates.js'

export const nl: Templates = {
  lang: 'nl',
  dir: 'ltr',
  chose: 'Je koos: {}.',
  here: 'Dat kan hier: {}.',
  wider: 'Deze plek helpt breder: {}.',
  lacks: 'Dit past niet bij alles. Hier niet: {}.',
  onlyFor: 'Alleen voor: {}.',
  skipped: 'Je sloeg de vragen over. Deze plek is er voor iedereen.',
  skippedNotForAll: 'Je sloeg de vragen over. Kijk zelf of deze plek bij je past.',
  fits: 'Deze plek past bij wat je koos.',
  fitsPartly: 'Deze plek past bij een deel van wat je koos, niet bij alles.',
  differs: 'Wat je graag wilt, vonden we hier niet. Een eerste gesprek kan hier wel.',
  comma: ', ',
  and: ' en ',
  or: ' of ',
  capacity: {
    open: 'Je kunt hier terecht.',
    limited: 'Er is weinig plek.',
    waitlist: 'Er is een wachtlijst.',
    full: 'Er is nu geen plek.',
  },
  kind: {
    formal: {
      name: 'iemand die dit als werk doet',
      says: 'Hier praat je met iemand die dit als werk doet.',
      lacks: 'Hier praat je niet met iemand die dit als werk doet.',
    },
    informal: {
      name: 'een vrijwilliger of iemand uit de buurt',
      says: 'Hier praat je met een vrijwilliger of iemand uit de buurt.',
      lacks: 'Hier praat je niet met een vrijwilliger of iemand uit de buurt.',
    },
  },
}
