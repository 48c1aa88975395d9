import t from 'tap'
import { decide, LONGEST_NOTE, readForm } from '../../src/capacity/form.js'
import type { Capacity } from '../../src/engine/index.js'
import { html } from '../../src/http/html.js'
import { pageLanguage } from '../../src/http/page-language.js'

const open: Capacity = { service: 'koffie', status: 'open' }
const full: Capacity = {
  service: 'koffie',
  status: 'full',
  until: '2026-12-01',
  note: { nl: 'Even vol.', en: 'Full.' },
}

t.test('A form is read as the page sends it, and nothing else is', async (t) => {
  t.same(readForm('status=full&until=2026-12-01&note=Even%20dicht'), {
    status: 'full',
    until: '2026-12-01',
    note: 'Even dicht',
  })
  t.same(readForm('until=&note='), { status: undefined, until: '', note: '' })
  t.same(readForm(''), { status: undefined, until: undefined, note: undefined })
  t.match(readForm('note=+Even%0D%0A%0D%0Adicht.%09Bel+gerust+'), { note: 'Even dicht. Bel gerust' })
  for (const body of ['status=shut', 'status=', 'status=full&status=open', 'status=full&by=me', '__proto__=1', '{}']) {
    t.equal(readForm(body), undefined, body)
  }
})

t.test('What the form leaves out stays, what it empties goes', async (t) => {
  const decided = (body: string, present = full) => decide(readForm(body)!, { present, language: 'nl' })
  t.strictSame(decided('status=limited'), { ...full, status: 'limited' }, 'a button alone')
  t.strictSame(decided('status=full&until=2026-12-01&note=Even+vol.'), full, 'the same note keeps its translations')
  t.strictSame(decided('note=Bel+eerst.'), { ...full, note: { nl: 'Bel eerst.' } }, 'another note has none')
  t.strictSame(decided('until=&note='), { service: 'koffie', status: 'full' })
  t.strictSame(decided('until=2027-01-01'), { ...full, until: '2027-01-01' })
  t.strictSame(decided('status=full', open), { service: 'koffie', status: 'full' })
  t.strictSame(decided('status=open&until=2027-01-01&note=x'), open, 'what is open has no day and no note')
  t.strictSame(decided('until=&note=', open), open)
})

t.test('What cannot be is told at its field', async (t) => {
  const decided = (body: string, present = full) => decide(readForm(body)!, { present, language: 'nl' })
  const long = 'x'.repeat(LONGEST_NOTE)
  t.same(decided('until=2027-01-01', open), { field: 'until', problem: 'chooseFirst' })
  t.same(decided('note=Bel+eerst', open), { field: 'note', problem: 'chooseFirst' })
  t.same(decided('until=1+december'), { field: 'until', problem: 'noSuchDay' })
  t.match(decided(`note=${long}`), { note: { nl: long } })
  t.same(decided(`note=${long}x`), { field: 'note', problem: 'noteTooLong' })
  t.same(decided('note=a%00b'), { field: 'note', problem: 'noteUnreadable' })
  t.same(decided('note=%ff'), { field: 'note', problem: 'noteUnreadable' })
  const kept = { ...full, note: { nl: `${long}x` } }
  t.strictSame(decided(`note=${long}x`, kept), kept, 'a long note of an editor stays')
})

t.test('The page is in Dutch, unless English is asked for or understood better', async (t) => {
  const expected: readonly [unknown, string | undefined, string][] = [
    [undefined, undefined, 'nl'],
    ['en', 'nl', 'en'],
    ['nl', 'en', 'nl'],
    ['fr', 'en', 'en'],
    [undefined, 'en-GB,en;q=0.9', 'en'],
    [undefined, 'tr,en;q=0.5,nl;q=0.8', 'nl'],
    [undefined, 'tr,nl;q=0.5,en;q=0.8', 'en'],
    [undefined, 'en;q=0', 'nl'],
    [undefined, 'tr, ar', 'nl'],
    [undefined, ';;,,q=9', 'nl'],
  ]
  for (const [asked, accepted, language] of expected) {
    t.equal(pageLanguage(asked, accepted), language, `${asked} ${accepted}`)
  }
})

t.test('What is filled into a page is text, whatever it holds', async (t) => {
  const text = `<script>"'&</script>`
  t.equal(
    html`<p title="${text}">${text}${undefined}${[html`<b>${1}</b>`]}</p>`.html,
    '<p title="&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;">&lt;script&gt;&quot;&#39;&amp;&lt;/script&gt;<b>1</b></p>',
  )
})
