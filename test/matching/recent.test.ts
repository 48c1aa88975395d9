import fc from 'fast-check'
import t from 'tap'
import { keepRecent } from '../../src/matching/recent.js'

t.test('what was asked for lately is not made again, and never more than twice as much is kept', async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(fc.nat({ max: 20 }), { maxLength: 200 }), (most, asked) => {
      const kept = keepRecent<object>(most)
      const values = new Map<number, object>()
      const lately: number[] = []
      for (const number of asked) {
        const made = { number }
        const given = kept.get(String(number), () => made)
        const order = lately.lastIndexOf(number)
        const others = new Set(lately.slice(order + 1)).size
        if (order !== -1 && others < most && given === made) return false
        if (order !== -1 && others >= 2 * most && given !== made) return false
        if (given !== made && given !== values.get(number)) return false
        values.set(number, given)
        lately.push(number)
      }
      return true
    }),
  )
  t.pass()
})
