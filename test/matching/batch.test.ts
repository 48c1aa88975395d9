import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { createBatch } from '../../src/matching/batch.js'

t.test('what comes in one turn of the event loop is done together, in order', async (t) => {
  const done: (readonly number[])[] = []
  const add = createBatch<number>((all) => done.push(all))
  for (const one of [1, 2, 3]) add(one)
  await Promise.resolve()
  add(4)
  t.same(done, [], 'nothing is done before the turn ends')
  await setImmediate()
  t.same(done, [[1, 2, 3, 4]])
  add(5)
  await setImmediate()
  t.same(done, [[1, 2, 3, 4], [5]])
})

t.test('what comes while others are done waits for the next turn', async (t) => {
  const done: (readonly number[])[] = []
  const add = createBatch<number>((all) => {
    done.push(all)
    for (const one of all) if (one < 3) add(one + 1)
  })
  add(1)
  await setImmediate()
  t.same(done, [[1]])
  await setImmediate()
  await setImmediate()
  t.same(done, [[1], [2], [3]])
})

t.test('of very many, a turn does 64: what else came is looked at before the next', async (t) => {
  const done: (readonly number[])[] = []
  const add = createBatch<number>((some) => done.push(some))
  const all = Array.from({ length: 150 }, (_, i) => i)
  for (const one of all) add(one)
  await setImmediate()
  t.same(done, [all.slice(0, 64)])
  add(150)
  await setImmediate()
  t.same(done.slice(1), [all.slice(64, 128)])
  await setImmediate()
  t.same(done.slice(2), [[...all.slice(128), 150]])
  await setImmediate()
  t.equal(done.length, 3)
})
