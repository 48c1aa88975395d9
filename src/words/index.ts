export {
  type AdviceCard,
  type CapacityCard,
  type ChoiceCard,
  type ContactCard,
  createPresenter,
  type FirstTalkCard,
  type LocationCard,
  type OpeningHoursCard,
  type OrganizationCard,
  type PresentedResult,
  type ServiceCard,
  type SoughtCard,
} from './cards.js'
export type { ErrorMessage, InterfaceTexts, Message } from './interface.js'
export type { Templates } from './templates.js'
export { fallbacks, pickText, type Sentence } from './texts.js'
export { type ChoiceWords, prepareWords, type WordSources, type Words } from './words.js'
