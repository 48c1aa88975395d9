import t from 'tap'
import { type MatchRoutesOptions, registerMatchRoutes } from '../../src/matching/match-routes.js'
import { matchComponents } from '../../src/matching/match-schemas.js'
import type { MatchReplyJson, MatchRequest } from '../../src/matching/matching.js'
import { aServer } from '../http/a-server.js'

const fault = new Error('broken')

/** Answers with the id of the question set, and fails for the sets that say so. */
function matchAsJson({ questionSet }: MatchRequest): MatchReplyJson | Promise<MatchReplyJson> {
  if (questionSet === 'throws') throw fault
  if (questionSet === 'rejects') return Promise.reject(fault)
  if (questionSet === 'unknown') return { unknownQuestionSet: true }
  const reply = { json: JSON.stringify({ questionSet }) }
  return questionSet === 'late' ? Promise.resolve(reply) : reply
}

const options: MatchRoutesOptions = {
  releaseAt: (number) => {
    if (number === undefined) return { ask: { matchAsJson } }
    return number === 1 ? Promise.resolve({ ask: { matchAsJson } }) : Promise.reject(fault)
  },
  matchDrafts: () => Promise.reject(fault),
  activityId: undefined,
}

t.test(
  'Of matches that come at the same moment each gets its own reply, and one that fails spoils no other',
  async (t) => {
    const { app } = await aServer({
      components: matchComponents,
      routes: (app) => registerMatchRoutes(app, options),
    })
    t.teardown(() => app.close())
    const asked = [
      ['first', undefined, 200],
      ['throws', undefined, 500],
      ['unknown', undefined, 400],
      ['late', undefined, 200],
      ['rejects', undefined, 500],
      ['older', 1, 200],
      ['throws', 1, 500],
      ['nowhere', 2, 500],
      ['last', undefined, 200],
    ] as const
    const replies = await Promise.all(
      asked.map(([questionSet, release]) =>
        app.inject({
          method: 'POST',
          url: '/v1/matches',
          headers: { 'content-type': 'application/json' },
          payload: { questionSet, answers: {}, ...(release !== undefined && { release }) },
        }),
      ),
    )
    for (const [i, reply] of replies.entries()) {
      const [questionSet, , status] = asked[i]!
      t.equal(reply.statusCode, status, questionSet)
      if (status === 200) t.same(reply.json(), { questionSet })
      else t.match(reply.json(), { status, code: status === 500 ? 'internal-error' : 'unknown-reference' })
    }
  },
)

t.test('A release that is neither a number nor draft is told once, with what was expected', async (t) => {
  const { app } = await aServer({ components: matchComponents, routes: (app) => registerMatchRoutes(app, options) })
  t.teardown(() => app.close())
  for (const release of ['drafts', 'dra']) {
    const payload = { questionSet: 'first', answers: {}, release }
    const { errors } = (await app.inject({ method: 'POST', url: '/v1/matches', payload })).json()
    t.match(errors, [{ pointer: '/release', code: 'wrong-format', detail: /the number of a release, or draft/ }])
    t.equal(errors.length, 1)
  }
})
