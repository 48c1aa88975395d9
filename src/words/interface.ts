import type { CapacityStatus, Kind } from '../engine/index.js'

/**
 * What an interface says by itself, in one language: plain data, so that it can travel in a bundle. Of `messages` a newer
 * service may send more. `{n}` and `{of}` are the places of numbers, `{date}` of a day.
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
  | 'language'
  | 'onDevice'
  | 'notKept'
  | 'look'
  | 'found'
  | 'places'
  | 'why'
  | 'goodToKnow'
  | 'until'
  | 'checked'
  | 'unchecked'
  | 'backedBy'
  | 'firstTalk'
  | 'bring'
  | 'asksFor'
  | 'asksName'
  | 'asksId'
  | 'asksBsn'
  | 'asksIncome'
  | 'asksNothing'
  | 'free'
  | 'call'
  | 'write'
  | 'whatsapp'
  | 'appointment'
  | 'website'
  | 'more'
  | 'all'
  | 'otherPlaces'
  | 'noneLeft'
  | 'notNow'
  | 'notNowText'
  | 'toPlaces'
  | 'print'
  | 'keep'
  | 'readAloud'
  | 'stopReading'
  | 'share'
  | 'smallStep'
  | 'wiped'
  | 'exitNote'
  | 'where'
  | 'when'
  | Kind
  | CapacityStatus
  | 'wipe'
  | 'loading'
  | 'tooMany'
  | 'unknownTerm'
  | ErrorMessage

/** What is said when something went wrong, also where nothing could be fetched. */
export type ErrorMessage =
  | 'retry'
  | 'talkNow'
  | 'exit'
  | 'offline'
  | 'slow'
  | 'busy'
  | 'broken'
  | 'tooNew'
  | 'badAnswers'
  | 'badSetup'
