export type { Templates } from './templates.js'
export { fallbacks, pickText, type Sentence } from './texts.js'
export { type ChoiceWords, prepareWords, type WordSources, type Words } from './words.js'
