import type { ErrorMessage } from '../interface.js'

/** Built into the SDK: there may be no bundle to take them from. */
export const nlErrors: Readonly<Record<ErrorMessage, string>> = {
  retry: 'Probeer het nog eens',
  talkNow: 'Liever meteen iemand spreken?',
  exit: 'Snel weg',
  offline: 'Er is geen verbinding met internet. Je antwoorden zijn er nog.',
  slow: 'Het duurt te lang. Je antwoorden zijn er nog. Probeer het nog eens.',
  busy: 'Het is nu erg druk. Je antwoorden zijn er nog. Probeer het zo nog eens.',
  broken: 'Er ging iets mis. Dat ligt niet aan jou. Je antwoorden zijn er nog.',
  tooNew: 'Deze pagina is te oud geworden. Laad de pagina opnieuw.',
  badAnswers: 'De vragen zijn veranderd. Kijk je antwoorden nog eens na.',
  badSetup: 'Deze pagina is niet goed ingesteld. Dat ligt niet aan jou.',
}
