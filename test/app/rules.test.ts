import t from 'tap'
import { anApp } from '../helpers/an-app.js'

const app = await anApp(t)

t.test('The rules of a question set are read in a language, and in its own where none is asked', async (t) => {
  const own = (await app.ask('/v1/question-sets/geldzorgen-noord/rules')).json()
  const english = (await app.ask('/v1/question-sets/geldzorgen-noord/rules?language=en')).json()
  t.match(own, { questionSet: 'geldzorgen-noord', title: { lang: 'nl' } })
  t.match(english.questions[0], {
    question: 'topics',
    text: { text: 'What would you like to talk about?', lang: 'en' },
  })
  const questionSet = (await app.ask('/v1/question-sets/geldzorgen-noord')).json()
  const ids = (questions: { id?: string; question?: string }[]) => questions.map(({ id, question }) => id ?? question)
  t.same(ids(own.questions), ids(questionSet.questions))
})

t.test('Rules are published data: of any release, to be kept, and 404 or 400 where they are not', async (t) => {
  const path = '/v1/question-sets/geldzorgen-noord/rules'
  const { headers, body } = await app.ask(path)
  t.match(headers, { 'cache-control': /^public/, 'access-control-allow-origin': '*' })
  const again = await app.ask({ url: path, headers: { 'if-none-match': String(headers.etag) } })
  t.same([again.statusCode, again.body], [304, ''])

  const { bearer } = { bearer: { authorization: `Bearer ${app.adminKey}` } }
  const draft = await app.ask({ url: '/v1/drafts/question-sets/geldzorgen-noord', headers: bearer })
  const changed = { ...draft.json(), title: { ...draft.json().title, nl: 'Een andere naam' } }
  const put = { method: 'PUT', url: '/v1/drafts/question-sets/geldzorgen-noord', payload: changed } as const
  const etag = String(draft.headers.etag)
  t.equal((await app.ask({ ...put, headers: { ...bearer, 'if-match': etag } })).statusCode, 200)
  const publish = { method: 'POST', url: '/v1/releases', payload: { note: 'A test' }, headers: bearer } as const
  t.equal((await app.ask(publish)).statusCode, 201)
  t.equal((await app.ask(path)).json().title.text, 'Een andere naam')
  t.equal((await app.ask(`${path}?release=1`)).body, body, 'the release before says what it said')

  t.match((await app.ask('/v1/question-sets/nowhere/rules')).json(), { status: 404, code: 'not-found' })
  t.match((await app.ask(`${path}?release=999`)).json(), { status: 400, code: 'unknown-reference' })
  t.match((await app.ask(`${path}?language=no_such`)).json(), { status: 400, errors: [{ parameter: 'language' }] })
})
