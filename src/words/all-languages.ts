import { arInterface } from './interface/ar.js'
import { enInterface } from './interface/en.js'
import { esInterface } from './interface/es.js'
import { nlInterface } from './interface/nl.js'
import { plInterface } from './interface/pl.js'
import { trInterface } from './interface/tr.js'
import type { InterfaceTexts } from './interface.js'
import { ar } from './languages/ar.js'
import { en } from './languages/en.js'
import { es } from './languages/es.js'
import { nl } from './languages/nl.js'
import { pl } from './languages/pl.js'
import { tr } from './languages/tr.js'
import type { Templates } from './templates.js'

/** For a server; a device takes only the one or two that it speaks. */
export const allLanguages: readonly Templates[] = [nl, en, tr, ar, pl, es]

export const allInterfaceTexts: readonly InterfaceTexts[] = [
  nlInterface,
  enInterface,
  trInterface,
  arInterface,
  plInterface,
  esInterface,
]
