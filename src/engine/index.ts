export type * from './documents.js'
export type * from './result.js'
