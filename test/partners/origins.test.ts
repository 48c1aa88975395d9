import t from 'tap'
import { createOrigins } from '../../src/partners/origins.js'

const own = 'https://mokum.example.org/match'

/** Partners that can change, a clock, and how often the partners were read. */
function aList(origins: string[] | Error) {
  const state = { ms: 0, read: 0, origins }
  const list = async () => {
    state.read++
    if (state.origins instanceof Error) throw state.origins
    return [{ origins: state.origins }, {}]
  }
  return { state, ...createOrigins(list, [own], () => state.ms) }
}

t.test(
  'Origins of partners, and of the service itself, are known; the list is read twice a second at most',
  async (t) => {
    const { state, isPartner } = aList(['https://a.example.org'])
    t.same(
      await Promise.all(['https://a.example.org', 'https://b.example.org', 'https://mokum.example.org'].map(isPartner)),
      [true, false, true],
    )
    state.origins = ['https://b.example.org']
    state.ms = 500
    t.equal(await isPartner('https://b.example.org'), false)
    t.equal(state.read, 1)
    state.ms = 501
    t.same([await isPartner('https://b.example.org'), await isPartner('https://a.example.org')], [true, false])
    t.equal(state.read, 2)
  },
)

t.test('What this process changes counts at once, also where a reading was under way', async (t) => {
  const { state, isPartner, forget } = aList(['https://a.example.org'])
  const underWay = isPartner('https://b.example.org')
  state.origins = ['https://b.example.org']
  forget()
  t.equal(await isPartner('https://b.example.org'), true)
  t.equal(await underWay, false, 'as it was when it was asked')
})

t.test('A reading that fails is made again at the next call', async (t) => {
  const { state, isPartner } = aList(new Error('busy'))
  await t.rejects(isPartner('https://a.example.org'), { message: 'busy' })
  state.origins = ['https://a.example.org']
  t.equal(await isPartner('https://a.example.org'), true)
})
