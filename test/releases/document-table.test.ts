import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { documentTable, documentTextsMaker } from '../../src/releases/document-table.js'

const id = fc.stringMatching(/^[a-z0-9-]{1,4}$/)
const drawn = fc.record({
  documents: fc.uniqueArray(fc.record({ id, name: fc.string({ unit: 'grapheme' }) }, { noNullPrototype: true }), {
    selector: (each) => each.id,
  }),
  asked: fc.array(id),
})

t.test('a table gives what a map of the same documents gives, also after an id that it does not hold', async (t) => {
  fc.assert(
    fc.property(drawn, ({ documents, asked }) => {
      const sorted = [...documents].sort((a, b) => (a.id < b.id ? -1 : 1))
      const maker = documentTextsMaker()
      for (const document of sorted) maker.add(document.id, JSON.stringify(document))
      const table = documentTable<(typeof documents)[number]>(structuredClone(maker.make()))
      const rest = (name: string) => sorted.filter((each, place) => each.id > name && place % 2 === 0)
      return (
        table.size === sorted.length &&
        isDeepStrictEqual([...table.values()], sorted) &&
        [...asked, ...table.values()].every((either) => {
          const name = typeof either === 'string' ? either : either.id
          const one = sorted.find((each) => each.id === name)
          const others = [...table.after(name, (place) => place % 2 === 0)]
          return isDeepStrictEqual(table.get(name), one) && isDeepStrictEqual(others, rest(name))
        })
      )
    }),
  )
  t.pass()
})

t.test('texts that are longer than all before them find room', async (t) => {
  const maker = documentTextsMaker()
  const long = JSON.stringify({ id: 'b', name: 'é'.repeat(200_000) })
  maker.add('a', '{"id":"a"}')
  maker.add('b', long)
  const table = documentTable(maker.make())
  t.strictSame(table.get('a'), { id: 'a' })
  t.equal(JSON.stringify(table.get('b')), long)
})
