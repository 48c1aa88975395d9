import type { BrowserContextOptions, Page } from 'playwright-core'
import t from 'tap'
import type { HostPage } from './a-partner-site.js'
import { unusable, violationsOf } from './a-tab.js'
import { anElement } from './an-element.js'
import { withoutChromium as skip } from './chromium.js'
import { walk } from './walk.js'

/** The element for everybody: axe, small and large screens, other colours, no motion, paper, aloud. */

const { open } = anElement()

const isScrollingSideways = (tab: Page) =>
  tab.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

/** In pixels, of the first that each names; 0 where there is none. */
function widthsOf(tab: Page, ...selectors: readonly string[]): Promise<number[]> {
  return tab.evaluate(
    (all) => all.map((one) => document.querySelector(one)?.getBoundingClientRect().width ?? 0),
    selectors,
  )
}

/** Characters in a line of a text, on average of its lines; the most there are. */
function longestLine(tab: Page): Promise<number> {
  return tab.locator('.mm :is(p, li, h2, h3, label, dd, dt)').evaluateAll((all) => {
    const lengths = all.map((one) => {
      const range = document.createRange()
      range.selectNodeContents(one)
      const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size
      return (one as HTMLElement).innerText.length / Math.max(1, lines)
    })
    return Math.max(0, ...lengths)
  })
}

for (const language of ['nl', 'en', 'ar']) {
  t.test(
    `axe finds nothing at any step, no line is long, nothing moves for who wants that (${language})`,
    { skip },
    async (t) => {
      const page = {
        attributes: `language="${language}" exit-url="https://example.org/"`,
        before: '<h1>Wijksite</h1>',
        head: '<style>body{font-family:Arial,sans-serif}</style>',
        lang: language,
      }
      const { tab, complaints } = await open(t, page, { reducedMotion: 'reduce' })
      for await (const step of walk(tab)) {
        t.same(await violationsOf(tab), [], step)
        t.ok((await longestLine(tab)) <= 65, step)
        t.equal(await tab.evaluate(() => document.getAnimations().length), 0, step)
      }
      t.same(complaints, [])
    },
  )
}

const screens: Readonly<Record<string, { readonly page?: HostPage; readonly settings: BrowserContextOptions }>> = {
  '320 pixels wide': { settings: { viewport: { width: 320, height: 640 } } },
  '320 pixels wide, in Arabic': {
    page: { attributes: 'language="ar"' },
    settings: { viewport: { width: 320, height: 640 } },
  },
  'with text of 200 %': {
    page: { head: '<style>html{font-size:200%}body{margin:8px}</style>' },
    settings: { viewport: { width: 360, height: 640 } },
  },
  'in forced colours': { settings: { forcedColors: 'active' } },
}
for (const [name, { page, settings }] of Object.entries(screens)) {
  t.test(`On a screen ${name} nothing is cut off or scrolls sideways`, { skip }, async (t) => {
    const { tab } = await open(t, { attributes: 'exit-url="https://example.org/"', ...page }, settings)
    for await (const step of walk(tab)) {
      t.notOk(await isScrollingSideways(tab), step)
      t.same(await unusable(tab), [], step)
      const [row = 0, text = 0] = await widthsOf(tab, '.mm-row', '.mm-row dt')
      t.ok(text >= row / 2, `${step}: a question has room in the review`)
    }
  })
}

t.test(
  'A language whose words are 40 % longer, and that reads from right to left, fits a phone',
  { skip },
  async (t) => {
    const { tab } = await open(
      t,
      { attributes: 'exit-url="https://example.org/"' },
      { viewport: { width: 360, height: 640 } },
    )
    for await (const step of walk(tab)) {
      await tab.evaluate(() => {
        const root = document.querySelector<HTMLElement>('.mm')!
        root.dir = 'rtl'
        const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
        while (texts.nextNode()) {
          const text = texts.currentNode as Text
          const length = Math.ceil(text.data.trim().length * 0.4)
          if (length > 0 && !text.data.includes('\u2003')) text.data += `\u2003${text.data.trim().slice(0, length)}`
        }
      })
      t.notOk(await isScrollingSideways(tab), step)
      t.same(await unusable(tab), [], step)
    }
  },
)

t.test('In forced colours what is chosen, and where somebody is, can be seen', { skip }, async (t) => {
  const { tab } = await open(t, {}, { forcedColors: 'active' })
  await tab.getByRole('button', { name: 'Beginnen' }).click()
  const look = () =>
    tab
      .locator('.mm-option')
      .first()
      .evaluate((one) => {
        const { borderColor, outlineStyle } = getComputedStyle(one)
        const input = getComputedStyle(one.querySelector('input')!)
        return { borderColor, outlineStyle, appearance: input.appearance }
      })
  t.match(await look(), { appearance: 'auto', outlineStyle: 'none' }, 'the browser draws the box itself')
  t.same(await widthsOf(tab, '.mm-rank'), [0], 'what is not chosen has no mark')
  await tab.keyboard.press('Tab')
  t.match(await look(), { outlineStyle: 'solid' })
  t.equal(await tab.locator('.mm-main').evaluate((one) => getComputedStyle(one).borderStyle), 'solid')
})

for (const language of ['nl', 'en', 'ar']) {
  t.test(
    `On a phone a question of six, next and somebody to talk to are seen at once (${language})`,
    { skip },
    async (t) => {
      const { tab } = await open(
        t,
        {
          attributes: `language="${language}" exit-url="https://example.org/"`,
          head: '<style>body{margin:0 1rem;font-family:Arial,sans-serif}</style>',
        },
        { viewport: { width: 360, height: 640 } },
      )
      let seen = 0
      for await (const step of walk(tab)) {
        const isLong = (await tab.locator('.mm-option').count()) > 6
        if (!/^question-\d$/.test(step) || isLong) continue
        seen += 1
        const bottom = await tab.locator('.mm-talk').evaluate((one) => one.getBoundingClientRect().bottom)
        t.ok(bottom <= 640, `${step}: ${bottom}`)
      }
      t.ok(seen >= 2, 'there was such a question')
    },
  )
}

t.test('Where it takes long, a phone shows the sentence that says so', { skip }, async (t) => {
  const viewport = { width: 360, height: 640 }
  const { tab } = await open(t, { attributes: 'mode="server"' }, { viewport })
  await tab.route('**/v1/matches', () => undefined)
  for await (const step of walk(tab)) if (step === 'review') break
  await tab.getByRole('button', { name: 'Laat plekken zien' }).click()
  const { bottom = 0 } = await tab.getByText('Even geduld.').evaluate((one) => one.getBoundingClientRect())
  t.ok(bottom > 0 && bottom <= viewport.height, String(bottom))
})

t.test('On paper stand the places, whole, and no buttons', { skip }, async (t) => {
  const { tab } = await open(t)
  for await (const step of walk(tab)) if (step === 'results') break
  await tab.pdf()
  await tab.emulateMedia({ media: 'print' })
  t.equal(await tab.locator('.mm button:visible').count(), 0)
  t.equal(await tab.locator('.mm-card:visible').count(), 3)
  t.equal(await tab.getByText('Zo gaat het eerste gesprek').filter({ visible: true }).count(), 3)
})

t.test('It reads aloud only with a voice of the device itself, for the language that is shown', { skip }, async (t) => {
  const { tab } = await open(t, {
    head: `<script>
      window.said = []; window.silenced = 0; window.asked = 0; window.voices = [{ lang: 'nl-NL', localService: false }, { lang: 'en-GB', localService: true }]
      window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
      Object.defineProperty(window, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
        speaking: false, cancel() { silenced += 1 }, getVoices: () => { asked += 1; return voices }, speak: (what) => said.push(what) }) })
    </script>`,
  })
  for await (const step of walk(tab)) if (step === 'results') break
  const read = tab.getByRole('button', { name: 'Lees voor' })
  t.equal(await read.count(), 0, 'another voice would send the text away')
  await tab.evaluate(() => {
    const page = window as unknown as { voices: object[] }
    page.voices.push({ lang: 'nl_BE', localService: true })
    speechSynthesis.dispatchEvent(new Event('voiceschanged'))
  })
  await read.click()
  const said = await tab.evaluate(() => (window as unknown as { said: { text: string; lang: string }[] }).said)
  t.equal(said.length, 1)
  t.equal(said[0]?.lang, 'nl_BE')
  t.match(said[0]?.text, 'Waarom deze plek')
  const { silenced, asked } = await tab.evaluate(() => {
    const page = window as unknown as Record<'silenced' | 'asked', number>
    const before = page.silenced
    document.querySelector<HTMLElement>('.mm-actions .mm-second:last-child')?.click()
    page.asked = 0
    speechSynthesis.dispatchEvent(new Event('voiceschanged'))
    return { silenced: page.silenced - before, asked: page.asked }
  })
  t.equal(silenced, 1, 'what is read aloud ends with the step')
  t.equal(asked, 0, 'nothing of that step waits for voices')
})

t.test(
  'Reading aloud is stopped by the button that began it, which then offers to begin again',
  { skip },
  async (t) => {
    // Browsers tell of speech that is cut off as an error, not as an end.
    const { tab } = await open(t, {
      head: `<script>
      window.SpeechSynthesisUtterance = class {}
      let spoken
      Object.defineProperty(window, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
        speaking: false, getVoices: () => [{ lang: 'nl-NL', localService: true }],
        speak(what) { spoken = what; this.speaking = true; what.onstart() },
        cancel() { if (this.speaking) { this.speaking = false; queueMicrotask(() => spoken.onerror?.()) } } }) })
    </script>`,
    })
    for await (const step of walk(tab)) if (step === 'results') break
    await tab.getByRole('button', { name: 'Lees voor' }).click()
    await tab.getByRole('button', { name: 'Stop met voorlezen' }).click()
    await tab.getByRole('button', { name: 'Lees voor' }).waitFor()
    t.notOk(await tab.evaluate(() => speechSynthesis.speaking))
  },
)
