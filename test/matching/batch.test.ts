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
