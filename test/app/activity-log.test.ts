import t from 'tap'
import { anApp } from '../helpers/an-app.js'

const activity = 'https://register.example.org/processing/first-talk'
const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const body = { questionSet: 'geldzorgen-noord', answers: { topics: ['debt'] } }

t.test(
  'The line of a match names its processing of data, in the trace of the caller, and nobody whom it is about',
  async (t) => {
    const app = await anApp(t, { env: { PROCESSING_ACTIVITY_ID: activity } })
    const { headers } = await app.match(body, { traceparent: trace })
    await app.match({ ...body, answers: { nowhere: 'debt' } })
    await app.ask('/v1/services?limit=1')

    const lines = app.lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
    t.same(
      lines.map(({ route, status, activityId }) => [route, status, activityId]),
      [
        ['/v1/matches', 200, activity],
        ['/v1/matches', 400, activity],
        ['/v1/services', 200, undefined],
      ],
    )
    const [first] = lines
    t.equal(headers.traceparent, `00-4bf92f3577b34da6a3ce929d0e0e4736-${first.spanId}-01`)
    t.same(Object.keys(first).sort(), [
      ...['activityId', 'level', 'method', 'ms', 'msg', 'requestId', 'route', 'spanId', 'status', 'time', 'traceId'],
    ])
  },
)

t.test('Without such an address no line has one', async (t) => {
  const app = await anApp(t)
  await app.match(body)
  t.notMatch(app.lines.join(''), 'activityId')
})
