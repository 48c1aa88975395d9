import t from 'tap'
import { fallback, type HostPage, type PartnerSite } from './a-partner-site.js'
import { unusable } from './a-tab.js'
import { anElement } from './an-element.js'
import { focused, heading, keys, press } from './by-hand.js'
import { withoutChromium as skip } from './chromium.js'
import { walk } from './walk.js'

/** The element on pages of others: under their policies, translated, in their styles, with their history, told and left. */

const { open, site } = anElement()

const strict = [
  "default-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]
const policy = ({ baseUrl, sdkUrl }: PartnerSite) => {
  const sources = [`script-src ${sdkUrl}/`, `style-src ${sdkUrl}/`, `connect-src ${baseUrl}`]
  return { 'content-security-policy': [...strict, ...sources].join('; ') }
}

t.test('It works under the strictest policy for content, with Trusted Types', { skip }, async (t) => {
  const { tab, complaints } = await open(t, {
    headers: policy(site()),
    attributes: 'exit-url="https://example.org/"',
  })
  for await (const step of walk(tab)) t.same(complaints, [], step)
})

t.test(
  'and that policy would have refused an inline style, an inline script and a text as HTML',
  { skip },
  async (t) => {
    const { tab, complaints } = await open(t, {
      headers: policy(site()),
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
      t.notOk(await tab.locator('.before').isVisible(), `${step}: what stood there before is folded away`)
      const size = await tab.locator('.mm-heading').evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize))
      t.ok(size >= 24, `${step}: the heading is ${size} pixels`)
    }
    t.equal(await tab.locator('.mm').evaluate((root) => getComputedStyle(root).fontSize >= '16px'), true)
  })
}

/** How wide the element is at least, in pixels, on a screen of 1,280. */
const layouts = {
  'in a row': ['main{display:flex}', 1_280],
  'in a row, in a part that takes what is left': ['body{display:flex}main{flex:1 0 0}', 1_280],
  'in a row, in a part that is as wide as its content': ['body{display:flex}', 288],
  'in a column, in the middle': ['main{display:flex;flex-direction:column;align-items:center}', 1_280],
  'in a grid, in the middle': ['main{display:grid;place-items:center}', 1_280],
  'beside each other': ['mokum-match{float:left}', 288],
  'with text of 200 %': ['html{font-size:200%}body{display:flex}main{flex:1 0 0}', 1_280],
} as const
t.test('However a page lays out its parts, the element has room, and no more than there is', { skip }, async (t) => {
  for (const [name, [style, least]] of Object.entries(layouts)) {
    const { tab } = await open(t, { head: `<style>body{margin:0}${style}</style>` })
    await press(tab, 'Beginnen')
    for (const width of [320, 1_280]) {
      await tab.setViewportSize({ width, height: 640 })
      const box = await tab.locator('.mm').boundingBox()
      t.ok((box?.width ?? 0) >= Math.min(least, width), `${name}: ${box?.width} of ${width} pixels`)
      t.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= width, `${name}: it fits`)
    }
    await tab.context().close()
  }
})

t.test('A token of the page, and a theme, change how it looks', { skip }, async (t) => {
  const { tab } = await open(t, {
    head: `<link rel="stylesheet" href="${site().sdkUrl}/themes/utrecht.css">
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

t.test('Its heading has the level that the page gives it, and 2 where there is no such level', { skip }, async (t) => {
  const levels = { 1: 'H1', 3: 'H3', 6: 'H6', 0: 'H2', 7: 'H2', 10: 'H2', '-1': 'H2', 2.5: 'H2', x: 'H2', '': 'H2' }
  const asked = Object.keys(levels)
  const { tab } = await open(t, {
    after: asked
      .map(
        (level) =>
          `<mokum-match base-url="${site().baseUrl}" partner="wijksite" heading-level="${level}"></mokum-match>`,
      )
      .join('\n'),
  })
  const tags: Record<string, string | undefined> = {}
  for (const level of asked) {
    const heading = tab.locator(`mokum-match[heading-level="${level}"] .mm-heading`)
    tags[level] = await heading.evaluate((one) => one.tagName)
  }
  t.same(tags, levels)
})

t.test('With history="off" the history of the page is left alone', { skip }, async (t) => {
  const { tab } = await open(t, { attributes: 'history="off"' })
  await heading(tab).waitFor()
  const before = await tab.evaluate(() => history.length)
  await press(tab, 'Beginnen')
  await press(tab, 'Overslaan')
  t.equal(await tab.evaluate(() => history.length), before)
})

t.test(
  'A link to another part of the page leaves the question where it is, and Back comes to it',
  { skip },
  async (t) => {
    const { tab } = await open(t, { before: '<a href="#contact">Contact</a>', after: '<h2 id="contact">Contact</h2>' })
    await press(tab, 'Beginnen')
    await press(tab, 'Overslaan')
    const question = 'Wat wil je nu het liefst?'
    await tab.getByRole('link', { name: 'Contact' }).click()
    t.equal(await heading(tab).textContent(), question)
    await tab.goBack()
    t.equal(await heading(tab).textContent(), question)
    await tab.goBack()
    await tab.getByRole('heading', { name: 'Waar wil je over praten?' }).waitFor()
  },
)

t.test('A page that may not add to the history is told of every step, and keeps the focus', { skip }, async (t) => {
  const { tab, complaints } = await open(t)
  await heading(tab).waitFor()
  await tab.evaluate(() => {
    history.pushState = () => {
      throw new DOMException('The history may not be changed.', 'SecurityError')
    }
    document.addEventListener('mokum-step', ({ detail }: CustomEventInit) => {
      document.title += ` ${detail.step}`
    })
  })
  await press(tab, 'Beginnen')
  t.equal(await focused(tab), 'Waar wil je over praten?')
  await press(tab, 'Overslaan')
  t.equal(await focused(tab), 'Wat wil je nu het liefst?')
  t.equal(await tab.title(), 'Wijksite question question')
  t.same(complaints, [])
})

t.test(
  'The console tells a developer why nothing came: a wrong address looks like no connection',
  { skip },
  async (t) => {
    const { tab, complaints } = await open(t)
    const wrong = `${site().origin}/no-service`.replace('localhost', '127.0.0.1')
    await tab.locator('mokum-match').evaluate((one, wrong) => {
      const other = document.createElement('mokum-match')
      other.setAttribute('base-url', wrong)
      one.replaceWith(other)
    }, wrong)
    await tab.getByRole('heading', { name: 'Er is geen verbinding met internet.' }).waitFor()
    const advice = `MokumError: No answer came from ${wrong}/v1/: see whether it is right and may be called from here`
    t.ok(complaints.some((text) => text.includes(advice)))
  },
)

t.test('An attribute that a template left empty counts as absent', { skip }, async (t) => {
  const { tab } = await open(t, { attributes: 'language="" question-set="" mode="" storage="" heading-level=""' })
  await press(tab, 'Beginnen')
  await tab.locator('mokum-match').evaluate((element) => element.setAttribute('language', ''))
  await press(tab, 'Overslaan')
  t.equal(await heading(tab).textContent(), 'Wat wil je nu het liefst?')
})

t.test('Where it cannot even begin, what stood there before stays', { skip }, async (t) => {
  const { tab } = await open(t, { attributes: 'question-set="nobody-knows" exit-url="https://example.org/"' })
  await tab.getByRole('heading', { name: 'Deze pagina is niet goed ingesteld.' }).waitFor()
  t.ok(await tab.getByText('Bel 020 000 00 99.').isVisible())
  t.same(await tab.getByRole('button').allTextContents(), ['Snel weg', 'Probeer het nog eens'])
})

t.test('Attributes count also where a script sets them once the element is in the page', { skip }, async (t) => {
  const { tab } = await open(t)
  await tab.evaluate(() => {
    const [first, second] = [document.querySelector('mokum-match')!, document.createElement('mokum-match')]
    first.replaceWith(second)
    for (const { name, value } of first.attributes) second.setAttribute(name, value)
    second.setAttribute('language', 'en')
  })
  await tab.getByRole('button', { name: 'Start' }).waitFor()
})

t.test('Two elements on a page do not know of each other', { skip }, async (t) => {
  const { tab } = await open(t, {
    after: `<mokum-match id="second" base-url="${site().baseUrl}" partner="wijksite" language="en"></mokum-match>`,
  })
  const second = tab.locator('#second')
  await second.getByRole('button', { name: 'Start' }).click()
  await press(tab, 'Beginnen')
  await tab.getByText('Schulden', { exact: true }).click()
  t.equal(await second.locator('input:checked').count(), 0)
  t.equal(
    await tab.evaluate(() => new Set([...document.querySelectorAll('[id]')].map(({ id }) => id)).size),
    await tab.locator('[id]').count(),
  )
  await second.getByRole('button', { name: 'Skip' }).click()
  t.equal(await heading(tab).textContent(), 'Waar wil je over praten?')
})

t.test('Moved in the page it goes on; taken out of it, the page is as it was', { skip }, async (t) => {
  const { tab } = await open(t, { after: '<aside></aside>' })
  await press(tab, 'Beginnen')
  await tab.getByText('Schulden', { exact: true }).click()
  const element = tab.locator('mokum-match')
  await element.evaluate((one) => document.querySelector('aside')?.append(one))
  t.ok(await tab.getByLabel('Schulden').isChecked())
  const left = await element.evaluate(async (one) => {
    one.remove()
    await Promise.resolve()
    return one.innerHTML
  })
  t.equal(left, fallback)
})

t.test('Events tell a page where somebody is, and never what they answered', { skip }, async (t) => {
  const { tab } = await open(t, {
    head: `<script>window.told = []; for (const type of ['ready', 'step', 'choose', 'exit', 'error', 'language'])
      addEventListener('mokum-' + type, (event) => told.push([event.type, event.detail]))</script>`,
  })
  for await (const _ of walk(tab));
  await press(tab, 'Terug naar de plekken')
  const way = tab.locator('.mm-card a.mm-main').first()
  await way.evaluate((link) => link.addEventListener('click', (event) => event.preventDefault()))
  await way.click()
  const card = tab.locator('.mm-card:has(details a)').first()
  await card.locator('summary').click()
  const other = card.locator('details a').first()
  await other.evaluate((link) => link.addEventListener('click', (event) => event.preventDefault()))
  await other.click()
  const told = await tab.evaluate(() => (window as unknown as { told: [string, unknown][] }).told)
  t.equal(told.filter(([type]) => type === 'mokum-choose').length, 2, 'whichever way was chosen')
  t.same(told[0], ['mokum-ready', null])
  t.same(told.slice(1, 3), [
    ['mokum-step', { step: 'start' }],
    ['mokum-step', { step: 'question' }],
  ])
  t.same(new Set(told.map(([type]) => type)), new Set(['mokum-ready', 'mokum-step', 'mokum-choose']))
  const words = ['start', 'question', 'review', 'results', 'notNow']
  t.ok(told.every(([, detail]) => detail === null || words.includes((detail as { step: string }).step)))
})

t.test('Leaving quickly, by button or by Shift three times, erases, blanks and goes elsewhere', { skip }, async (t) => {
  const away = `${site().origin}/away`
  for (const leave of ['button', 'keys']) {
    const { tab } = await open(t, { attributes: `storage="tab" exit-url="${away}"` })
    site().page('/away', {})
    await tab.getByText('Wat je browser onthoudt van deze pagina, wis je zelf.').waitFor()
    await press(tab, 'Beginnen')
    await tab.getByText('Schulden', { exact: true }).click()
    if (leave === 'button') await press(tab, 'Snel weg')
    else await keys(tab, 'Shift*3')
    await tab.waitForURL(away)
    t.equal(await tab.evaluate(() => sessionStorage.length), 0)
    await tab.goBack()
    t.equal(tab.url(), 'about:blank', `${leave}: Back leads to what was there before the page`)
  }
})

t.test('Out of a frame the whole page is left; where that may not be, the frame', { skip }, async (t) => {
  const away = site().page('/out-of-a-frame', {})
  const framed = site().page('/framed', { attributes: `exit-url="${away}"` })
  const leaveFrom = async (outer: HostPage, host: string) => {
    const { tab } = await open(t)
    await tab.goto(site().page('/with-a-frame', outer).replace('localhost', host))
    const frame = tab.frameLocator('iframe')
    await frame.getByRole('button', { name: 'Beginnen' }).click()
    await frame.getByRole('button', { name: 'Snel weg' }).click()
    return tab
  }
  for (const host of ['localhost', '127.0.0.1']) {
    const tab = await leaveFrom({ before: `<iframe src="${framed}" width="600" height="900"></iframe>` }, host)
    await tab.waitForURL(away)
  }
  const sandbox = `<iframe src="${framed}" width="600" height="900" sandbox="allow-scripts allow-same-origin"></iframe>`
  const kept = await leaveFrom({ before: sandbox }, '127.0.0.1')
  await kept.frames()[1]!.waitForURL(away)
})

t.test('In a frame that may send no forms a question is answered too, by Enter as well', { skip }, async (t) => {
  const framed = site().page('/framed-without-forms', {})
  const { tab } = await open(t, { before: `<iframe src="${framed}" height="900" sandbox="allow-scripts"></iframe>` })
  const frame = tab.frameLocator('iframe')
  for (const name of ['Beginnen', 'Volgende']) await frame.getByRole('button', { name }).click()
  await frame.getByLabel('Iemand die luistert').press('Enter')
  await frame.getByRole('heading', { name: 'Met wie praat je het liefst?' }).waitFor()
})

t.test('Shift three times leaves also where the address was given after the element', { skip }, async (t) => {
  const away = site().page('/later', {})
  const { tab } = await open(t, { attributes: 'exit-url=""' })
  await heading(tab).waitFor()
  t.equal(await tab.getByRole('button', { name: 'Snel weg' }).count(), 0, 'an empty address is none')
  await tab.locator('mokum-match').evaluate((element, to) => element.setAttribute('exit-url', to), away)
  await press(tab, 'Beginnen')
  await tab.getByRole('button', { name: 'Snel weg' }).waitFor()
  await keys(tab, 'Shift*3')
  await tab.waitForURL(away)
})
