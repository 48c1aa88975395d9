import t from 'tap'
import { anOrganization } from '../helpers/builders.js'
import { provenOf } from '../helpers/proven.js'
import { all, anAppWithRules, asking, importInto, other, publish, put, wishing, work } from './an-app-with-rules.js'

t.test('The proof that is kept is the one that a proof of the release gives, with threads or without', async (t) => {
  for (const isLarge of [false, true]) {
    const app = await anAppWithRules(t, all, { replaced: () => ({ isLarge: async () => isLarge }) })
    t.match((await publish(app)).json(), { outcome: 'published', release: { number: 1 } })
    t.match((await app.match({ questionSet: 'geld', answers: {} })).json(), { receipt: { release: 1 } }, 'in force')
    const { digest } = (await app.ask('/v1/releases/1/proofs/geld')).json()
    t.equal((await provenOf(app, { questionSet: 'geld', matches: 1000 })).report.digest, digest)
  }
})

t.test('A draft that an editor changes during the proof is proven too before it is published', async (t) => {
  const changes = [{ questionSets: [asking(...work)] }, { questionSets: [asking(...other)] }]
  const app = await anAppWithRules(t, all, {
    replaced: ({ publish, imports }) => ({
      async publish(request, reports) {
        // All is proven, and just before it is written somebody else is quicker.
        const change = changes.shift()
        if (change) await importInto(imports, change)
        return publish(request, reports)
      },
    }),
  })
  const refused = await publish(app)
  t.match(refused.json(), { code: 'rules-broken', errors: [{ code: 'choice' }, {}, {}] }, 'the change breaks a rule')
  await put(app, { questionSets: [asking(wishing('letters'), wishing('debt'))] })
  const { release } = (await publish(app)).json()
  const { questionSets } = (await app.edit('GET', '/v1/exports')).json()
  t.same(questionSets, [asking(...other)], 'the second change')
  t.same((await app.ask('/v1/question-sets/geld')).json(), questionSets[0])
  const kept = (await app.ask('/v1/releases/1/proofs/geld')).json()
  t.match(kept, { releaseDigest: release.digest, size: { patterns: 4 } }, 'is what was proven')
})

t.test(
  'Where editors change a draft during each proof, publishing ends with a refusal and nothing is published',
  async (t) => {
    let round = 0
    const app = await anAppWithRules(t, 'choice', {
      replaced: ({ planPublication, imports }) => ({
        async planPublication(request) {
          const plan = await planPublication(request)
          round += 1
          await importInto(imports, {
            organizations: [anOrganization({ id: 'p0', name: `Round ${round}`, kind: 'formal' })],
          })
          return plan
        },
      }),
    })
    const refused = await publish(app)
    t.match(refused, { statusCode: 409 })
    t.match(refused.json(), { code: 'drafts-changed', detail: /when nobody does/ })
    t.equal(round, 4)
    t.same((await app.ask('/v1/releases')).json().items, [])
  },
)

t.test(
  'What helpers say during the proof is in force right after what was proven, and no click is undone',
  async (t) => {
    const clicks: (() => Promise<unknown>)[] = []
    const app = await anAppWithRules(t, all, {
      // Asked when the release is planned, and again when all of it is proven. In a thread nothing is read again.
      replaced: () => ({ isLarge: async () => Boolean((await clicks.shift()?.()) ?? true) }),
    })
    await publish(app)
    await put(app, { questionSets: [asking(...other)] })
    const headers = { authorization: `Bearer ${app.adminKey}` }
    const payload = { status: 'full' }
    const click = () => app.ask({ method: 'PUT', url: '/v1/services/p0/capacity', headers, payload })
    clicks.push(async () => undefined, click)
    const reply = await publish(app)
    t.match(reply.json(), { outcome: 'published', release: { number: 3 } })
    const { items } = (await app.ask('/v1/releases')).json()
    t.same(
      items.map(({ number, rules }: { number: number; rules: readonly string[] }) => [number, rules.length]),
      [
        [4, 0],
        [3, 4],
        [2, 0],
        [1, 4],
      ],
    )
    t.equal(items[0].rotation, items[1].rotation, 'only capacities differ')
    t.match((await app.ask('/v1/services/p0')).json(), { capacity: { status: 'full' } })
    t.match((await app.ask('/v1/releases/3/proofs/geld')).json(), { size: { openServices: 6 } })
    t.same((await app.rooms.verify({})).faults, [])
    t.same((await app.rooms.verifyAudit({})).faults, [])
    t.match((await publish(app)).json(), { outcome: 'unchanged' })
  },
)

t.test('An older release can come back without a proof, also where it breaks a rule, and names no rules', async (t) => {
  const app = await anAppWithRules(t, all)
  await put(app, { questionSets: [asking(...work)] })
  t.match(await app.rooms.publish({ by: 'before there were rules' }), { outcome: 'published' })
  await put(app, { questionSets: [asking(...other)] })
  t.match((await publish(app)).json(), { release: { number: 2, rules: { length: 4 } } })
  t.match((await publish(app, { from: 1 })).json(), { outcome: 'published', release: { number: 3, rules: [] } })
  t.same((await app.ask('/v1/releases/3/proofs')).json().items, [])
  t.match((await publish(app)).json(), { outcome: 'published', release: { number: 4, rules: { length: 4 } } })
})
