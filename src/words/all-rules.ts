import { ar } from './languages/ar.js'
import { en } from './languages/en.js'
import { es } from './languages/es.js'
import { nl } from './languages/nl.js'
import { pl } from './languages/pl.js'
import { tr } from './languages/tr.js'
import { arRules } from './rules/ar.js'
import { enRules } from './rules/en.js'
import { esRules } from './rules/es.js'
import { nlRules } from './rules/nl.js'
import { plRules } from './rules/pl.js'
import { trRules } from './rules/tr.js'
import type { RuleTable } from './rules.js'

/** What rules are said with, on a server. */
export const allRules: readonly RuleTable[] = [
  { words: nl, rules: nlRules },
  { words: en, rules: enRules },
  { words: tr, rules: trRules },
  { words: ar, rules: arRules },
  { words: pl, rules: plRules },
  { words: es, rules: esRules },
]
