export {
  type AdviceCard,
  adviceCard,
  type CapacityCard,
  type CardSources,
  type ChoiceCard,
  type ChoiceReasons,
  type ContactCard,
  createPresenter,
  createReasons,
  type Documents,
  type FirstTalkCard,
  type LocationCard,
  type OpeningHoursCard,
  type OrganizationCard,
  type PlaceCard,
  type Present,
  type PresentedResult,
  placeCard,
  type ServiceCard,
  type SoughtCard,
} from './cards.js'
export type { ErrorMessage, InterfaceTexts, Message } from './interface.js'
export type { Templates } from './templates.js'
export { fallbacks, pickText, type Sentence } from './texts.js'
export { type ChoiceWords, prepareWords, type WordSources, type Words } from './words.js'
