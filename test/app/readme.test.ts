import { readFileSync } from 'node:fs'
import t from 'tap'
import { anApp } from '../helpers/an-app.js'

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
const block = (language: string, holding: string): string =>
  [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].find(
    ([, is, text]) => is === language && text?.includes(holding),
  )?.[2] ?? ''

t.test('The README opens with the two commands, and its match gives the answer that it shows', async (t) => {
  t.match(readme, /^# MokumMatch\n\n```sh\nnpm ci && npm start .*\nnpm ci && npm test .*\n```\n/)
  const body = /--data '(\{[\s\S]*\})'/.exec(block('sh', '/v1/matches'))?.[1] ?? ''
  const app = await anApp(t)
  const reply = await app.match(JSON.parse(body))
  t.equal(reply.statusCode, 200)
  t.hasStrict(reply.json(), JSON.parse(block('json', '"choices"')), 'everything that the README shows is in the answer')
})

t.test('The README links only to pages that exist', async (t) => {
  for (const [, page = ''] of readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
    t.doesNotThrow(() => readFileSync(new URL(`../../../${page}`, import.meta.url)), page)
  }
})
