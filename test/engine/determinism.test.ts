import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

const script = fileURLToPath(new URL('../helpers/result-hash.js', import.meta.url))
const run = promisify(execFile)

interface Outcome {
  readonly hash: string
  readonly results: number
  readonly locale: string
  readonly timeZone: string
  readonly flags: readonly string[]
}

/** A process of its own, with nothing of ours in its environment but what is given. */
async function resultsIn(env: Record<string, string>, flags: readonly string[] = []): Promise<Outcome> {
  const { stdout } = await run(process.execPath, [...flags, script, '2000'], { env })
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

const surroundings = [
  { locale: 'tr-TR', timeZone: 'Pacific/Kiritimati' },
  { locale: 'sv-SE', timeZone: 'America/St_Johns' },
  { locale: 'ar-EG', timeZone: 'Asia/Tokyo' },
]

t.test('2,000 results are the same in every locale and time zone, and without a compiler', async (t) => {
  const plain = await resultsIn({ TZ: 'UTC', LANG: 'C', LC_ALL: 'C' })
  t.equal(plain.results, 2000)
  t.equal(plain.timeZone, 'UTC')

  for (const { locale, timeZone } of surroundings) {
    const language = `${locale.replace('-', '_')}.UTF-8`
    const there = await resultsIn({ TZ: timeZone, LANG: language, LC_ALL: language })
    t.strictSame({ locale: there.locale, timeZone: there.timeZone }, { locale, timeZone }, `it is ${locale} there`)
    t.equal(there.hash, plain.hash, `the same in ${locale}, ${timeZone}`)
  }

  const interpreted = await resultsIn({ TZ: 'UTC', LANG: 'C', LC_ALL: 'C' }, ['--jitless'])
  t.strictSame(interpreted.flags, ['--jitless'])
  t.equal(interpreted.hash, plain.hash, 'the same when interpreted')
})
