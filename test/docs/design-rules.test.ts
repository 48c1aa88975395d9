import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { designRules, designRulesTable } from './design-rules.js'

const page = new URL('../../../docs/api-design-rules.md', import.meta.url)
const sourceOf = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')

t.test('docs/api-design-rules.md has each rule with the tests that show it; WRITE_DOCS=1 writes it', async (t) => {
  const before = readFileSync(page, 'utf8')
  const whole = before.replace(/^\| rule \|[\s\S]*?(?=\n\n)/m, () => designRulesTable())
  if (process.env.WRITE_DOCS === '1') writeFileSync(page, whole)
  else t.equal(before, whole)
  t.ok(whole.includes(designRulesTable()))
})

t.test('each test that shows a rule is there, under that sentence', async (t) => {
  for (const { id, tests } of designRules) {
    for (const [file, sentence] of tests) {
      const begun = sourceOf(file).split(/\bt\.test\(\s*'/)
      t.ok(
        begun.some((test) => test.startsWith(`${sentence}',`)),
        `${id}: ${file} has "${sentence}"`,
      )
    }
  }
})

t.test('a rule that is met is shown by a test, or by a page that it names', async (t) => {
  t.equal(new Set(designRules.map(({ id }) => id)).size, designRules.length)
  for (const { id, state, how, tests } of designRules)
    if (state === 'met') t.ok(tests.length > 0 || /\]\(/.test(how), id)
})
