import { spawnSync } from 'node:child_process'
import t from 'tap'

const passing = `# Subtest: dist/test/a.test.js
    # Subtest: a good thing holds
        ok 1 - should be equal
        ok 2 - two is two
        1..2
    ok 1 - a good thing holds # time=3.4ms
    # seed 42
    1..1
    # time=10.6ms
ok 1 - dist/test/a.test.js # time=10.6ms
`
const skipping = `# Subtest: dist/test/b.test.js
    ok 1 - a page is shown # SKIP needs the Debian package chromium
    1..1
ok 1 - dist/test/b.test.js # time=1ms
`
const failing = `# Subtest: dist/test/c.test.js
    # Subtest: an outer sentence
        # Subtest: an inner sentence
            not ok 1 - should be equivalent
              ---
              diff: |
                --- expected
                +++ actual
                @@ -1,1 +1,1 @@
                -4
                +3
              at:
                fileName: test/c.test.ts
                lineNumber: 4
                columnNumber: 7
              ...
            1..1
        not ok 1 - an inner sentence # time=24ms
        1..1
    not ok 1 - an outer sentence # time=28ms
    1..1
not ok 1 - dist/test/c.test.js # time=36ms
  ---
  exitCode: 1
  ...
`
const empty = `# Subtest: dist/test/d.test.js
    1..0 # no tests found
ok 1 - dist/test/d.test.js # SKIP no tests found
`
const unreadable = `# Subtest: dist/test/e.test.js
    1..0 # no tests found
not ok 1 - dist/test/e.test.js # time=10ms
  ---
  exitCode: 1
  signal: null
  ...
`

/** What the reporter prints of this TAP, and the exit code it leaves. */
function report(tap: string, env: Readonly<Record<string, string>> = {}) {
  const pipe = `import Reporter from './scripts/reporter.mjs'; process.stdin.pipe(new Reporter()).pipe(process.stdout)`
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', pipe], {
    input: `TAP version 14\n${tap}1..1\n`,
    env: { ...process.env, REQUIRE_ALL: '', ...env },
    encoding: 'utf8',
  })
  return { status, lines: stdout.trimEnd().split('\n') }
}

t.test('what passes is counted in silence, and the remarks of tests are shown', async (t) => {
  t.same(report(passing), { status: 0, lines: ['# seed 42', '2 passed, 0 failed'] })
})

t.test('a skip is shown with its reason, and fails where nothing may skip', async (t) => {
  const reason = 'needs the Debian package chromium'
  t.same(report(skipping), {
    status: 0,
    lines: [`skipped dist/test/b.test.js > a page is shown: ${reason}`, '0 passed, 0 failed, 1 skipped'],
  })
  const { status, lines } = report(skipping, { REQUIRE_ALL: '1' })
  t.equal(status, 1)
  t.match(lines.join('\n'), `a page is shown: skipped (${reason}), and REQUIRE_ALL=1 lets nothing skip`)
  t.equal(lines.at(-1), '0 passed, 1 failed')
})

t.test('for want of what is not ours to keep a test may always skip, and says so', async (t) => {
  const notOurs = skipping.replaceAll('needs the Debian package chromium', 'not ours to keep: a standard')
  const { status, lines } = report(notOurs, { REQUIRE_ALL: '1' })
  t.equal(status, 0)
  t.equal(lines.at(-1), '0 passed, 0 failed, 1 skipped')
})

t.test('a failure is shown once, with file, sentence, place and difference', async (t) => {
  const { status, lines } = report(failing)
  t.equal(status, 1)
  t.same(lines, [
    '',
    'FAILED dist/test/c.test.js > an outer sentence > an inner sentence > should be equivalent',
    '    test/c.test.ts:4:7',
    '    --- expected',
    '    +++ actual',
    '    @@ -1,1 +1,1 @@',
    '    -4',
    '    +3',
    '',
    '0 passed, 1 failed',
  ])
})

t.test('a file without a test fails, and so does one that cannot run, and a run that breaks off', async (t) => {
  for (const [tap, says] of [
    [empty, 'FAILED dist/test/d.test.js: there is no test in this file'],
    [unreadable, 'FAILED dist/test/e.test.js'],
    [passing.slice(0, passing.indexOf('1..2')), 'FAILED'],
    ['', 'FAILED'],
  ] as const) {
    const { status, lines } = report(tap)
    t.equal(status, 1)
    t.match(lines.join('\n'), says)
    t.match(lines.at(-1), /^\d+ passed, [1-9]\d* failed$/)
  }
})
