/**
 * What an interface says by itself, in one language: plain data, so that it can travel in a bundle. Of `messages` a newer
 * service may send more. `{n}` and `{of}` are the places of numbers.
 */
export interface InterfaceTexts {
  /** BCP 47 tag. */
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  readonly messages: Readonly<Record<Message, string>>
}

export type Message =
  | 'start'
  | 'next'
  | 'back'
  | 'skip'
  | 'progress'
  | 'change'
  | 'review'
  | 'skipped'
  | 'find'
  | 'results'
  | 'others'
  | 'retry'
  | 'wipe'
  | 'talkNow'
  | 'loading'
  | 'tooMany'
  | 'unknownTerm'
  | ErrorMessage

/** What is said when something went wrong. */
export type ErrorMessage = 'offline' | 'slow' | 'busy' | 'broken' | 'tooNew' | 'badAnswers' | 'badSetup'
