import type { CapacityStatus } from '../engine/index.js'
import type { PageLanguage } from '../http/page-language.js'

interface StatusWords {
  readonly name: string
  /** What it means for who looks for a place. */
  readonly means: string
}

/** All that the page of a helper says, at B1 level. `{}` is filled in. */
export interface PageWords {
  /** How days are written. */
  readonly locale: string
  readonly other: { readonly language: PageLanguage; readonly name: string }
  readonly title: string
  readonly ask: string
  readonly now: string
  readonly saved: string
  readonly opensOn: string
  readonly note: string
  readonly choose: string
  readonly chosen: string
  readonly undo: string
  readonly status: Readonly<Record<CapacityStatus, StatusWords>>
  readonly more: string
  readonly moreHint: string
  readonly moreHintOpen: string
  readonly untilLabel: string
  readonly untilHint: string
  readonly noteLabel: string
  readonly noteHint: string
  readonly save: string
  readonly saveAs: string
  readonly keepSecret: string
  readonly help: string
  readonly notSaved: string
  readonly problem: {
    readonly chooseFirst: string
    readonly pastDay: string
    readonly noSuchDay: string
    readonly noteTooLong: string
    readonly noteUnreadable: string
  }
  readonly broken: { readonly title: string; readonly why: string; readonly what: readonly string[] }
  readonly tooMany: { readonly title: string; readonly why: string; readonly what: readonly string[] }
  readonly failed: { readonly title: string; readonly why: string; readonly what: readonly string[] }
}

const nl: PageWords = {
  locale: 'nl-NL',
  other: { language: 'en', name: 'English' },
  title: 'Hoeveel plek is er?',
  ask: 'Hoeveel plek is er bij',
  now: 'Nu staat er',
  saved: 'Bewaard. Mensen zien dit nu.',
  opensOn: 'Vanaf {} staat er weer: Er is plek.',
  note: 'Mensen lezen erbij:',
  choose: 'Wat klopt nu?',
  chosen: 'Dit staat er nu',
  undo: 'Verkeerd gedrukt? Druk op een andere knop.',
  status: {
    open: { name: 'Er is plek', means: 'Mensen kunnen komen.' },
    limited: { name: 'Weinig plek', means: 'Nog een paar mensen.' },
    waitlist: { name: 'Wachtlijst', means: 'Mensen wachten tot er plek is.' },
    full: { name: 'Vol', means: 'Wij sturen even niemand.' },
  },
  more: 'Wil je er iets bij zeggen?',
  moreHint: 'Dit hoeft niet.',
  moreHintOpen: 'Dit hoeft niet. Vul het in, en druk dan hierboven op Weinig plek, Wachtlijst of Vol.',
  untilLabel: 'Vanaf welke dag is er weer plek?',
  untilHint: 'Op die dag staat er vanzelf weer: Er is plek. Jij hoeft dan niets te doen.',
  noteLabel: 'Wat is goed om te weten?',
  noteHint: 'Mensen lezen dit bij jullie plek. Schrijf in het {}. Schrijf geen namen of nummers van mensen op.',
  save: 'Bewaar dag en tekst',
  saveAs: 'Bewaar: {}',
  keepSecret:
    'Deze pagina is alleen voor jullie. Wie de link heeft, kan de knoppen gebruiken. Deel hem dus met niemand anders.',
  help: 'Vragen? Mail {}.',
  notSaved: 'Nog niet bewaard',
  problem: {
    chooseFirst: 'Er is nu plek. Druk eerst op Weinig plek, Wachtlijst of Vol.',
    pastDay: 'Kies een dag na vandaag, of laat dit leeg.',
    noSuchDay: 'Deze dag bestaat niet. Kies een andere dag, of laat dit leeg.',
    noteTooLong: 'Deze tekst is te lang. Schrijf ten hoogste {} letters.',
    noteUnreadable: 'In deze tekst staan tekens die wij niet kunnen lezen. Typ de tekst opnieuw.',
  },
  broken: {
    title: 'Deze link werkt niet',
    why: 'Misschien is de link oud, of mist er een stukje. Er is niets veranderd.',
    what: [
      'Open de link nog eens, precies zoals je hem kreeg.',
      'Werkt het niet? Vraag een nieuwe link aan wie hem gaf.',
    ],
  },
  tooMany: {
    title: 'Wacht even',
    why: 'Er is heel vaak gedrukt. Je laatste keuze is misschien niet bewaard.',
    what: ['Wacht een minuut.', 'Open de link dan opnieuw en kijk wat er staat.'],
  },
  failed: {
    title: 'Dat lukte niet',
    why: 'Er ging iets mis. Je keuze is misschien niet bewaard.',
    what: ['Open de link opnieuw en kijk wat er staat.', 'Gaat het weer mis? Probeer het later nog eens.'],
  },
}

const en: PageWords = {
  locale: 'en-GB',
  other: { language: 'nl', name: 'Nederlands' },
  title: 'How much room is there?',
  ask: 'How much room is there at',
  now: 'It now says',
  saved: 'Saved. People see this now.',
  opensOn: 'From {} it will say again: There is room.',
  note: 'People also read:',
  choose: 'What is true now?',
  chosen: 'This is what it says now',
  undo: 'Pressed the wrong one? Press another button.',
  status: {
    open: { name: 'There is room', means: 'People can come.' },
    limited: { name: 'Little room', means: 'A few more people.' },
    waitlist: { name: 'Waiting list', means: 'People have to wait.' },
    full: { name: 'Full', means: 'We send nobody for now.' },
  },
  more: 'Do you want to add something?',
  moreHint: 'You do not have to.',
  moreHintOpen: 'You do not have to. Fill it in, and then press Little room, Waiting list or Full above.',
  untilLabel: 'From which day is there room again?',
  untilHint: 'On that day it will say by itself: There is room. You do not have to do anything.',
  noteLabel: 'What should people know?',
  noteHint: 'People read this with your place. Write in {}. Do not write names or numbers of people.',
  save: 'Save day and text',
  saveAs: 'Save: {}',
  keepSecret: 'This page is only for you. Who has the link can use the buttons. So share it with nobody else.',
  help: 'Questions? Mail {}.',
  notSaved: 'Not saved yet',
  problem: {
    chooseFirst: 'There is room now. First press Little room, Waiting list or Full.',
    pastDay: 'Choose a day after today, or leave this empty.',
    noSuchDay: 'This day does not exist. Choose another day, or leave this empty.',
    noteTooLong: 'This text is too long. Write at most {} letters.',
    noteUnreadable: 'There are characters in this text that we cannot read. Type the text again.',
  },
  broken: {
    title: 'This link does not work',
    why: 'Maybe the link is old, or a part of it is missing. Nothing has changed.',
    what: [
      'Open the link again, exactly as you got it.',
      'Does it not work? Ask for a new link from the one who gave it.',
    ],
  },
  tooMany: {
    title: 'Wait a moment',
    why: 'The buttons were pressed very often. Your last choice may not be saved.',
    what: ['Wait a minute.', 'Then open the link again and see what it says.'],
  },
  failed: {
    title: 'That did not work',
    why: 'Something went wrong. Your choice may not be saved.',
    what: ['Open the link again and see what it says.', 'Does it go wrong again? Try it later.'],
  },
}

export const pageWords: Readonly<Record<PageLanguage, PageWords>> = { nl, en }
