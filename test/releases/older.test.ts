import t from 'tap'
import { createOlderReleases } from '../../src/releases/older.js'
import { aGate } from '../helpers/database.js'

/** Threads that answer at once, and a clock. */
function someReleases({ limit, perMinute }: { readonly limit: number; readonly perMinute: number }) {
  const clock = { ms: 0 }
  const log: string[] = []
  const gate = aGate()
  const older = createOlderReleases({
    limit,
    openings: { perMinute, monotonicMs: () => clock.ms },
    start: (release) => {
      log.push(`open ${release}`)
      return {
        call: async (operation) => (operation === 'wait' ? gate.opened : `${operation} ${release}`),
        close: async () => log.push(`close ${release}`),
      }
    },
  })
  const ask = async (release: number): Promise<unknown> => (await older.call(release, 'match', []))?.value
  return { older, ask, clock, log, gate }
}

t.test('The releases that were asked last stay open, and one that is at work is not closed for another', async (t) => {
  const { older, ask, log, gate } = someReleases({ limit: 2, perMinute: 100 })
  t.same([await ask(1), await ask(2), await ask(1)], ['match 1', 'match 2', 'match 1'])
  t.same(log, ['open 1', 'open 2'])
  t.equal(await ask(3), 'match 3')
  t.same(log.splice(0), ['open 1', 'open 2', 'close 2', 'open 3'], 'the one that was asked longest ago gives way')
  const atWork = [older.call(1, 'wait', []), older.call(3, 'wait', [])]
  t.equal(await ask(4), undefined, 'both are at work')
  t.equal(await ask(3), 'match 3', 'these answer')
  gate.open()
  await Promise.all(atWork)
  t.equal(await ask(4), 'match 4')
  await older.close()
  t.same(log, ['close 1', 'open 4', 'close 3', 'close 4'])
})

t.test(
  'Whoever asks for one release after another soon has to wait; those that are open answer all the while',
  async (t) => {
    const { ask, clock, log } = someReleases({ limit: 2, perMinute: 3 })
    for (const release of [1, 2, 3]) {
      t.equal(await ask(release), `match ${release}`)
      clock.ms += 10_000
    }
    t.equal(await ask(4), undefined)
    t.same([await ask(2), await ask(3)], ['match 2', 'match 3'])
    clock.ms = 59_999
    t.equal(await ask(4), undefined, 'the first was opened less than a minute ago')
    clock.ms = 60_000
    t.equal(await ask(4), 'match 4')
    t.equal(await ask(5), undefined, 'the second was not')
    t.same(log, ['open 1', 'open 2', 'close 1', 'open 3', 'close 2', 'open 4'])
  },
)
