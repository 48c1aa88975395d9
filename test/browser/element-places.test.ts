import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t from 'tap'
import { anApp } from '../helpers/an-app.js'
import { aPartnerSite, type HostPage, type PartnerSite } from './a-partner-site.js'
import { openTab, violationsOf } from './a-tab.js'
import { launchChromium, withoutChromium as skip } from './chromium.js'
import { walk } from './walk.js'

/** The element where it is not alone: on other people's pages, screens and settings. */

let browser: Browser
let site: PartnerSite
t.before(async () => {
  if (skip !== false) return
  site = await aPartnerSite(await anApp(t))
  browser = await launchChromium()
})
t.teardown(async () => {
  await browser?.close()
  await site?.close()
})
const open = (t: Parameters<typeof openTab>[0], page?: HostPage, settings?: BrowserContextOptions) =>
  openTab(t, { browser, site }, page, settings)

/** Controls that somebody could not use: out of the window, covered, see-through, or smaller than 24 pixels. */
function unusable(tab: Page): Promise<readonly string[]> {
  return tab.locator('.mm :is(button, a, input, summary, .mm-option, [role=option])').evaluateAll((all) =>
    all.flatMap((one) => {
      if (one.closest('[hidden], details:not([open]) > :not(summary)') !== null) return []
      one.scrollIntoView({ block: 'center' })
      const { left, right, top, bottom, width, height } = one.getBoundingClientRect()
      const { opacity } = getComputedStyle(one)
      const small = width < (one.matches('input') ? 16 : 24) || height < (one.matches('input') ? 16 : 24)
      const out = left < 0 || right > document.documentElement.clientWidth + 1
      const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
      const covered = there === null || !(one.contains(there) || there.contains(one))
      return small || out || covered || opacity !== '1'
        ? [`${one.outerHTML.slice(0, 120)} ${JSON.stringify({ width, height, left, right, opacity, covered })}`]
        : []
    }),
  )
}

const isScrollingSideways = (tab: Page) =>
  tab.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)

for (const language of ['nl', 'en', 'ar']) {
  t.test(`axe finds nothing at any step (${language})`, { skip }, async (t) => {
    const { tab, complaints } = await open(t, {
      attributes: `language="${language}" exit-url="https://example.org/"`,
      before: '<h1>Wijksite</h1>',
      lang: language,
    })
    for await (const step of walk(tab)) t.same(await violationsOf(tab), [], step)
    t.same(complaints, [])
  })
}

const strict = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]
const policy = (baseUrl: string) => ({ 'content-security-policy': [...strict, `connect-src ${baseUrl}`].join('; ') })

t.test('It works under the strictest policy for content, with Trusted Types', { skip }, async (t) => {
  const { tab, complaints } = await open(t, {
    headers: policy(site.baseUrl),
    attributes: 'exit-url="https://example.org/"',
  })
  for await (const step of walk(tab)) t.same(complaints, [], step)
})

t.test(
  'and that policy would have refused an inline style, an inline script and a text as HTML',
  { skip },
  async (t) => {
    const { tab, complaints } = await open(t, {
      headers: policy(site.baseUrl),
      after: '<script>window.ran = true</script>',
    })
    const refused = await tab.evaluate(() => {
      document.body.append(document.createElement('p'))
      document.querySelector('p')?.setAttribute('style', 'color: red')
      try {
        document.body.lastElementChild!.innerHTML = '<b>text</b>'
        return false
      } catch {
        return true
      }
    })
    t.ok(refused)
    t.equal(await tab.evaluate(() => (window as unknown as { ran?: boolean }).ran), undefined)
    t.match(complaints.join('\n'), /inline script[\s\S]*inline style/)
  },
)

t.test('A browser that translates the page, and wraps every text, breaks nothing', { skip }, async (t) => {
  const { tab, complaints } = await open(t)
  const names: string[] = []
  for await (const step of walk(tab)) {
    names.push(step)
    await tab.evaluate(() => {
      const texts = document.createTreeWalker(document.querySelector('.mm')!, NodeFilter.SHOW_TEXT)
      const all: Text[] = []
      while (texts.nextNode()) all.push(texts.currentNode as Text)
      for (const text of all) {
        if (!text.data.trim() || text.parentElement?.closest('font')) continue
        const outer = document.createElement('font')
        const inner = document.createElement('font')
        inner.textContent = `“${text.data}”`
        outer.append(inner)
        text.replaceWith(outer)
      }
    })
  }
  t.equal(names.at(-1), 'not-now')
  t.same(complaints, [])
})

/** What pages are known to do to forms. */
const hosts: Readonly<Record<string, string>> = {
  'like Bootstrap 3': `html{font-size:10px}*{box-sizing:border-box}body{font:14px/1.43 Helvetica,Arial}
    label{display:inline-block;max-width:100%;margin-bottom:5px;font-weight:700}
    input[type=radio],input[type=checkbox]{margin:4px 0 0;line-height:normal}
    button,html input[type=button]{appearance:button;text-transform:none}
    dt,dd{float:left;width:50%}dl{margin-bottom:20px}legend{width:100%;border-bottom:1px solid}
    p{margin:0 0 10px}h2{font-size:30px;margin:20px 0 10px}ul{margin-bottom:10px}
    .hidden{display:none!important}a{color:#337ab7;text-decoration:none}a:hover{background:#fff;color:#23527c}`,
  'that unsets everything': '*{all:unset}',
  'with a reset': `*,*::before,*::after{margin:0;padding:0;border:0;font-size:100%;font:inherit;vertical-align:baseline;
    list-style:none;line-height:1;outline:none!important;appearance:none}`,
  'that hides inputs and draws its own': `input[type=radio],input[type=checkbox]{position:absolute;opacity:0;left:-9999px;display:none}
    label::before{content:"";float:left;width:40px;height:40px;background:hotpink}label{padding-left:60px;float:left;width:50%}
    button{opacity:.01;position:absolute;display:none;text-indent:-9999px}form *{visibility:hidden;pointer-events:none}
    a{font-size:0}h2,p{display:none;max-height:0;overflow:hidden}main div{float:left;width:30px;height:10px;overflow:hidden}`,
}
for (const [name, style] of Object.entries(hosts)) {
  t.test(`On a page ${name} everything can be read and used`, { skip }, async (t) => {
    const { tab } = await open(t, { head: `<style>${style}</style>` })
    for await (const step of walk(tab)) {
      t.same(await unusable(tab), [], step)
      const size = await tab.locator('.mm-heading').evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize))
      t.ok(size >= 24, `${step}: the heading is ${size} pixels`)
    }
    t.equal(await tab.locator('.mm').evaluate((root) => getComputedStyle(root).fontSize >= '16px'), true)
  })
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
  await tab.keyboard.press('Tab')
  t.match(await look(), { outlineStyle: 'solid' })
  t.equal(await tab.locator('.mm-main').evaluate((one) => getComputedStyle(one).borderStyle), 'solid')
})

t.test('Nothing moves for somebody who wants less motion', { skip }, async (t) => {
  const { tab } = await open(t, {}, { reducedMotion: 'reduce' })
  for await (const step of walk(tab)) {
    const moving = await tab.evaluate(() => document.getAnimations().length)
    t.equal(moving, 0, step)
  }
})

for (const language of ['nl', 'en', 'ar']) {
  t.test(
    `On a phone a question of six, next and somebody to talk to are seen at once (${language})`,
    { skip },
    async (t) => {
      const { tab } = await open(
        t,
        {
          attributes: `language="${language}"`,
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

t.test('No line is longer than 65 characters', { skip }, async (t) => {
  const { tab } = await open(t, { head: '<style>body{font-family:Arial,sans-serif}</style>' })
  for await (const step of walk(tab)) {
    const longest = await tab.locator('.mm :is(p, li, h2, h3, label, dd, dt)').evaluateAll((all) => {
      const lengths = all.map((one) => {
        const range = document.createRange()
        range.selectNodeContents(one)
        const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size
        return lines > 1 ? (one as HTMLElement).innerText.length / lines : (one as HTMLElement).innerText.length
      })
      return Math.max(0, ...lengths)
    })
    t.ok(longest <= 65, `${step}: ${longest}`)
  }
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
      window.said = []; window.voices = [{ lang: 'nl-NL', localService: false }, { lang: 'en-GB', localService: true }]
      window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
      Object.defineProperty(window, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
        speaking: false, cancel() {}, getVoices: () => voices, speak: (what) => said.push(what) }) })
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
})

t.test('A token of the page, and a theme, change how it looks', { skip }, async (t) => {
  const { tab } = await open(t, {
    head: `<link rel="stylesheet" href="/sdk/themes/utrecht.css">
      <style>:root{--utrecht-button-primary-action-background-color:rgb(1, 2, 3)}mokum-match{--mm-radius:0px}</style>`,
  })
  const main = tab.locator('.mm-main')
  t.same(
    await main.evaluate((one) => {
      const { backgroundColor, borderRadius } = getComputedStyle(one)
      return { backgroundColor, borderRadius }
    }),
    { backgroundColor: 'rgb(1, 2, 3)', borderRadius: '0px' },
  )
})
