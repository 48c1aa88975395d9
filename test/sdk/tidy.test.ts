import t from 'tap'
import { findTerm } from '../../sdk/src/tidy.js'

const aTerm = (id: string, text: string, ...codes: string[]) => ({ id, label: { text, lang: 'nl' }, codes })
const areas = [
  aTerm('volewijck', 'Volewijck', 'NL-1021', 'WK0363.01'),
  aTerm('banne', 'Banne Buiksloot', '1034'),
  aTerm('nepali', 'Nepalees', 'ne'),
]

for (const [typed, found] of [
  ['NL-1021', 'volewijck'],
  ['nl 1021', 'volewijck'],
  ['nl-1021 ab', 'volewijck'],
  ['wk036301', 'volewijck'],
  ['banne-buiksloot', 'banne'],
  ['1034 xy', 'banne'],
  ['١٠٣٤', 'banne'],
  ['۱۰۳۴ xy', 'banne'],
  ['10345', undefined],
  ['NE', 'nepali'],
  ['nederlands', undefined],
  ['1021', undefined],
] as const) {
  t.test(`"${typed}" means ${found ?? 'none of them'}`, async (t) => {
    t.equal(findTerm(areas, typed), found)
  })
}
