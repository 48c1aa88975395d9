import type { Templates } from '../templates.js'

/** Impersonal: "you chose" has a masculine and a feminine form. */
export const pl: Templates = {
  lang: 'pl',
  dir: 'ltr',
  chose: 'Wybrana odpowiedź: {}.',
  here: 'To jest tu możliwe: {}.',
  wider: 'To miejsce pomaga szerzej: {}.',
  lacks: 'Nie wszystko tu pasuje. Tego tu nie ma: {}.',
  onlyFor: 'To miejsce jest tylko dla tych osób: {}.',
  skipped: 'Pytania zostały pominięte. To miejsce jest dla wszystkich.',
  skippedNotForAll: 'Pytania zostały pominięte. Można sprawdzić, czy to miejsce pasuje.',
  fits: 'To miejsce pasuje do wybranych odpowiedzi.',
  fitsPartly: 'To miejsce pasuje do części wybranych odpowiedzi, ale nie do wszystkich.',
  differs: 'Nie ma tu tego, co zostało wybrane. Pierwsza rozmowa jest tu jednak możliwa.',
  comma: ', ',
  and: ' i ',
  or: ' lub ',
  capacity: {
    open: 'Można się tu zgłosić.',
    limited: 'Jest mało miejsc.',
    waitlist: 'Jest lista oczekujących.',
    full: 'Teraz nie ma miejsc.',
  },
  kind: {
    formal: {
      name: 'osoba, która robi to zawodowo',
      says: 'Tutaj rozmawia się z osobą, która robi to zawodowo.',
      lacks: 'Tutaj nie rozmawia się z osobą, która robi to zawodowo.',
    },
    informal: {
      name: 'osoba z wolontariatu lub z sąsiedztwa',
      says: 'Tutaj rozmawia się z osobą z wolontariatu lub z sąsiedztwa.',
      lacks: 'Tutaj nie rozmawia się z osobą z wolontariatu ani z sąsiedztwa.',
    },
  },
}
