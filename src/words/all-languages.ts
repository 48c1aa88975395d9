import { ar } from './languages/ar.js'
import { en } from './languages/en.js'
import { es } from './languages/es.js'
import { nl } from './languages/nl.js'
import { pl } from './languages/pl.js'
import { tr } from './languages/tr.js'
import type { Templates } from './templates.js'

/** For a server; a device takes only the one or two that it speaks. */
export const allLanguages: readonly Templates[] = [nl, en, tr, ar, pl, es]
