import type { Page } from 'playwright-core'
import t from 'tap'
import { fallback } from './a-partner-site.js'
import { reopenWith } from './a-tab.js'
import { anElement } from './an-element.js'
import { withoutChromium as skip } from './chromium.js'
import { walk } from './walk.js'

const { open, site } = anElement()

const heading = (tab: Page) => tab.locator('.mm-heading').first()
const press = (tab: Page, name: string) => tab.getByRole('button', { name, exact: true }).click()
/** Keys, one after another; `Tab*3` is three times. */
async function keys(tab: Page, all: string): Promise<void> {
  for (const [, key = '', times = '1'] of all.matchAll(/([^\s*]+)(?:\*(\d+))?/g)) {
    for (let n = 0; n < Number(times); n += 1) await tab.keyboard.press(key)
  }
}
const focused = (tab: Page) => tab.evaluate(() => document.activeElement?.textContent ?? '')

t.test('By mouse, somebody answers every question in Dutch and sees three places', { skip }, async (t) => {
  const { tab, complaints } = await open(t)
  await tab.getByRole('button', { name: 'Beginnen' }).waitFor()
  t.ok(await tab.evaluate(() => document.activeElement === document.body), 'it takes no focus by itself')
  await press(tab, 'Beginnen')
  t.notOk(await tab.getByText('Bel 020 000 00 99.').isVisible(), 'what was there before is folded away')
  for (const chosen of [
    ['Schulden', 'Rondkomen'],
    ['Iemand die luistert'],
    ['Maakt niet uit'],
    ['Dicht bij mijn huis'],
  ]) {
    for (const name of chosen) await tab.getByText(name, { exact: true }).click()
    await press(tab, 'Volgende')
  }
  await tab.getByRole('combobox', { name: 'Waar woon je?' }).click()
  await tab.getByRole('option', { name: 'Volewijck' }).click()
  await press(tab, 'Volgende')
  await press(tab, 'Overslaan')
  t.equal(await heading(tab).textContent(), 'Klopt dit?')
  t.same(
    (await tab.locator('dd').allInnerTexts())[0]?.split('\n'),
    ['Schulden', 'Rondkomen'],
    'in the order of choosing',
  )
  await press(tab, 'Laat plekken zien')
  await tab.getByRole('heading', { name: 'Drie plekken voor een eerste gesprek' }).waitFor()
  t.equal(await tab.getByRole('article').count(), 3)
  t.same(complaints, [])
})

t.test('By keyboard alone, somebody goes from the first question to a place, in English', { skip }, async (t) => {
  const { tab } = await open(t, { attributes: 'language="en"' })
  await tab.getByRole('button', { name: 'Start' }).focus()
  await keys(tab, 'Enter')
  t.equal(await focused(tab), 'What would you like to talk about?', 'the question has the focus')
  await keys(tab, 'Tab Tab Space Tab Space Enter')
  await tab.getByRole('radiogroup').waitFor()
  await keys(tab, 'Tab Space ArrowDown ArrowDown Enter')
  await keys(tab, 'Tab Space Enter')
  t.equal(await focused(tab), 'Where do you want to talk?')
  await keys(tab, 'Tab Space Enter')
  await keys(tab, 'Tab ArrowDown ArrowDown Enter')
  const area = await tab.getByRole('combobox').inputValue()
  t.not(area, '', 'a list without typing')
  await keys(tab, 'Enter Tab*3 Space Enter')
  await tab.getByRole('combobox').waitFor()
  await keys(tab, 'Tab')
  await tab.keyboard.type('turk')
  t.equal(await tab.getByRole('option').count(), 1)
  await keys(tab, 'Tab')
  t.equal(await focused(tab), 'Next', 'a list is no trap')
  await keys(tab, 'Shift+Tab ArrowDown ArrowDown Enter Enter')
  t.equal(await focused(tab), 'Is this right?')
  await tab.getByRole('button', { name: 'Show me places' }).focus()
  await keys(tab, 'Enter')
  await tab.getByRole('article').first().waitFor()
  t.equal(await focused(tab), 'Three places for a first conversation')
  await tab.getByRole('article').first().locator('summary').focus()
  await keys(tab, 'Enter')
  t.ok(await tab.getByRole('article').first().getByText('What happens in a first conversation').isVisible())
})

t.test('In Arabic it reads from right to left, and what has another language says so', { skip }, async (t) => {
  const { tab, complaints } = await open(t, { attributes: 'language="ar"', lang: 'nl' })
  const names: string[] = []
  for await (const step of walk(tab)) {
    names.push(step)
    t.equal(await tab.locator('.mm').evaluate((root) => getComputedStyle(root).direction), 'rtl')
    t.equal(await tab.locator('.mm').getAttribute('lang'), 'ar')
    const dutch = await tab
      .locator('.mm [lang=nl]:not(button)')
      .evaluateAll((all) => all.map((one) => getComputedStyle(one).direction))
    t.ok(
      dutch.every((direction) => direction === 'ltr'),
      step,
    )
  }
  t.equal(names.filter((name) => /^question-\d$/.test(name)).length, 7)
  t.same(complaints, [])
})

t.test(
  'On the device nothing is asked of anybody once the questions are there, also without a network',
  { skip },
  async (t) => {
    const { tab, requests, complaints } = await open(t)
    await heading(tab).waitFor()
    await tab.context().setOffline(true)
    const before = [...requests]
    const files = before.filter((request) => request.startsWith('GET /sdk/'))
    t.match(before, ['GET /sdk/', 'GET /sdk/', 'GET /v1/partners/', 'GET /v1/bundles/', 'GET /v1/bundles/'])
    t.equal(files.length, 2, 'the script and the style')
    for await (const step of walk(tab)) t.same(requests, before, step)
    t.same(complaints, [])
  },
)

t.test('In server mode the answers go to the service once, and only when places are asked for', { skip }, async (t) => {
  const { tab, requests, complaints } = await open(t, { attributes: 'mode="server"' })
  for await (const step of walk(tab)) {
    const matches = requests.filter((request) => request === 'POST /v1/matches').length
    const expected = step === 'results-all' || step === 'not-now' ? 2 : step.startsWith('results') ? 1 : 0
    t.equal(matches, expected, step)
  }
  t.same(complaints, [])
})

t.test('Back, of the phone too, is the question before, and nothing is lost', { skip }, async (t) => {
  const { tab } = await open(t, { before: '<h1>Wijksite</h1>' })
  await tab.goto(`${site().origin}/#elsewhere`)
  await press(tab, 'Beginnen')
  await tab.getByText('Schulden', { exact: true }).click()
  await press(tab, 'Volgende')
  await tab.getByText('Iemand die luistert', { exact: true }).click()
  await press(tab, 'Volgende')
  t.equal(await heading(tab).textContent(), 'Met wie praat je het liefst?')
  await tab.goBack()
  await tab.getByRole('heading', { name: 'Wat wil je nu het liefst?' }).waitFor()
  t.ok(await tab.getByLabel('Iemand die luistert').isChecked())
  await press(tab, 'Vorige')
  t.ok(await tab.getByLabel('Schulden').isChecked())
  t.equal(await focused(tab), 'Waar wil je over praten?')
  await tab.goBack()
  await tab.getByRole('button', { name: 'Beginnen' }).waitFor()
  t.match(tab.url(), site().origin, 'still on the page')
  await press(tab, 'Beginnen')
  await tab.goBack()
  await tab.getByRole('button', { name: 'Beginnen' }).waitFor()
})

t.test(
  'Back is the question before also after a reload, and reloads add nothing to the history',
  { skip },
  async (t) => {
    const { tab } = await open(t, { attributes: 'storage="tab"' })
    await heading(tab).waitFor()
    const before = await tab.evaluate(() => history.length)
    await press(tab, 'Beginnen')
    await tab.getByText('Schulden', { exact: true }).click()
    await press(tab, 'Volgende')
    await tab.reload()
    await tab.getByRole('heading', { name: 'Wat wil je nu het liefst?' }).waitFor()
    await tab.goBack()
    await tab.getByRole('heading', { name: 'Waar wil je over praten?' }).waitFor()
    await tab.reload()
    await press(tab, 'Overslaan')
    await tab.goBack()
    await tab.getByRole('heading', { name: 'Waar wil je over praten?' }).waitFor()
    t.equal(await tab.evaluate(() => history.length), before + 1)
  },
)

t.test('Who goes forward from the beginning needs Back no more often than before', { skip }, async (t) => {
  const { tab } = await open(t)
  await press(tab, 'Beginnen')
  const length = await tab.evaluate(() => history.length)
  await tab.goBack()
  await tab.getByRole('button', { name: 'Beginnen' }).waitFor()
  await tab.goForward()
  await press(tab, 'Beginnen')
  t.equal(await tab.evaluate(() => history.length), length)
  await tab.goBack()
  await tab.getByRole('button', { name: 'Beginnen' }).waitFor()
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

t.test('A postcode is understood in any spelling; what nobody knows gets a sentence', { skip }, async (t) => {
  const { tab } = await open(t)
  await press(tab, 'Beginnen')
  for (let n = 0; n < 3; n += 1) await press(tab, 'Overslaan')
  await tab.getByText('Dicht bij mijn huis', { exact: true }).click()
  await press(tab, 'Volgende')
  const field = tab.getByRole('combobox', { name: 'Waar woon je?' })
  await field.fill('9999 xx')
  await press(tab, 'Volgende')
  const problem = tab.getByRole('alert')
  t.match(await problem.innerText(), /^Kijk hier nog even naar\s+Dit kennen we niet\./)
  t.ok(await problem.evaluate((element) => element === document.activeElement), 'it has the focus')
  t.equal(await field.inputValue(), '9999 xx', 'what was typed stays')
  await problem.getByRole('link').click()
  t.ok(await field.evaluate((element) => element === document.activeElement), 'it leads to where it is mended')
  for (const spelling of ['1021 ab', '1021AB', ' 1021']) {
    await field.fill(spelling)
    await press(tab, 'Volgende')
    await press(tab, 'Vorige')
    t.equal(await field.inputValue(), 'IJplein/Vogelbuurt', spelling)
  }
})

t.test('A fourth topic is not taken, and it is said why; taking one back renumbers the others', { skip }, async (t) => {
  const { tab } = await open(t)
  await press(tab, 'Beginnen')
  for (const name of ['Schulden', 'Rondkomen', 'Eten en spullen']) await tab.getByText(name, { exact: true }).click()
  const row = (name: string) => tab.locator('.mm-option', { hasText: name })
  t.same(
    await tab
      .locator('.mm-rank')
      .allTextContents()
      .then((all) => all.join(' ').trim().split(/\s+/)),
    ['2', '1', '3'],
  )
  await tab.getByText('Gezin en kinderen', { exact: true }).click()
  t.notOk(await tab.getByLabel('Gezin en kinderen').isChecked())
  t.equal(await tab.getByRole('status').innerText(), 'Kies hoogstens 3.')
  await tab.getByText('Schulden', { exact: true }).click()
  t.equal(await row('Rondkomen').locator('.mm-rank').textContent(), '1')
  t.equal(await tab.getByRole('status').innerText(), '')
  await tab.getByText('Weet ik niet', { exact: true }).click()
  t.equal(await tab.locator('input:checked').count(), 1, 'it is chosen alone')
})

t.test('The language changes halfway, and what was answered stays', { skip }, async (t) => {
  const { tab } = await open(t)
  await press(tab, 'Beginnen')
  await tab.getByText('Schulden', { exact: true }).click()
  await press(tab, 'Türkçe')
  await tab.getByRole('heading', { name: 'Ne hakkında konuşmak istersiniz?' }).waitFor()
  t.ok(await tab.getByLabel('Borçlar').isChecked())
  await tab.locator('mokum-match').evaluate((element) => element.setAttribute('language', 'es'))
  await tab.getByRole('heading', { name: '¿De qué quieres hablar?' }).waitFor()
})

t.test(
  'Erasing brings back the beginning, and nothing of it is kept; with storage="tab" a reload goes on',
  { skip },
  async (t) => {
    const { tab } = await open(t, { attributes: 'storage="tab"' })
    await press(tab, 'Beginnen')
    await tab.getByText('Schulden', { exact: true }).click()
    await press(tab, 'Volgende')
    await tab.reload()
    t.equal(await heading(tab).textContent(), 'Wat wil je nu het liefst?')
    await press(tab, 'Wis mijn antwoorden')
    t.equal(await tab.getByRole('status').innerText(), 'Je antwoorden zijn gewist.')
    t.equal(await tab.evaluate(() => sessionStorage.length + localStorage.length), 0)
    await press(tab, 'Beginnen')
    t.equal(await tab.locator('input:checked').count(), 0)
  },
)

t.test('After the result somebody sees others, all, or not now, and keeps them as a text', { skip }, async (t) => {
  const { tab } = await open(t)
  await press(tab, 'Beginnen')
  for (let n = 0; n < 5; n += 1) await press(tab, 'Overslaan')
  await press(tab, 'Laat plekken zien')
  const names = async () => (await tab.locator('.mm-card .mm-title').allTextContents()).sort()
  const first = await names()
  const download = tab.waitForEvent('download')
  await press(tab, 'Bewaar als tekst')
  const kept = await (await download).createReadStream().then(async (stream) => {
    let text = ''
    for await (const chunk of stream) text += chunk
    return text
  })
  for (const name of first) t.match(kept, name)
  t.match(kept, 'Zo gaat het eerste gesprek', 'what is folded away too')
  await press(tab, 'Laat andere plekken zien')
  const others = await names()
  t.equal(others.length, 3)
  t.notOk(others.some((name) => first.includes(name)))
  await press(tab, 'Nu even niet')
  t.equal(await focused(tab), 'Nu even niet')
  await press(tab, 'Terug naar de plekken')
  t.same(await names(), others)
  await press(tab, 'Laat alle plekken zien')
  await tab.getByRole('heading', { name: 'Andere plekken' }).waitFor()
  t.ok((await names()).length > 10)
})

t.test('A browser that begins to read the text late still finds it, and nobody does later', { skip }, async (t) => {
  const { tab } = await open(t)
  await press(tab, 'Beginnen')
  for (let n = 0; n < 5; n += 1) await press(tab, 'Overslaan')
  await press(tab, 'Laat plekken zien')
  await tab.evaluate(() => {
    const make = URL.createObjectURL
    URL.createObjectURL = (file) => {
      document.title = make(file)
      return document.title
    }
  })
  await press(tab, 'Bewaar als tekst')
  const read = () =>
    tab.evaluate(() =>
      fetch(document.title).then(
        (file) => file.text(),
        () => 'nothing',
      ),
    )
  t.match(await read(), await tab.locator('.mm-card .mm-title').first().innerText())
  await press(tab, 'Nu even niet')
  t.equal(await read(), 'nothing')
})

t.test('After the last places the first ones come back, and the keyboard stays with them', { skip }, async (t) => {
  const { tab } = await open(t)
  await press(tab, 'Beginnen')
  for (let n = 0; n < 5; n += 1) await press(tab, 'Overslaan')
  await press(tab, 'Laat plekken zien')
  const names = async () => (await tab.locator('.mm-card .mm-title').allTextContents()).sort()
  const first = await names()
  const others = tab.getByRole('button', { name: 'Laat andere plekken zien', exact: true })
  while ((await names()).length > 0) {
    const before = await tab.locator('.mm-step').elementHandle()
    await others.click()
    await before?.waitForElementState('hidden')
  }
  const headings = await tab.evaluateHandle(() => {
    const seen: (string | null | undefined)[] = []
    const look = () => seen.push(document.querySelector('.mm-heading')?.textContent)
    new MutationObserver(look).observe(document.querySelector('.mm')!, { childList: true })
    return seen
  })
  await press(tab, 'Terug naar de plekken')
  await tab.getByRole('article').first().waitFor()
  t.same(await names(), first)
  t.equal(await focused(tab), 'Drie plekken voor een eerste gesprek')
  t.notOk((await headings.jsonValue()).includes('Klopt dit?'), 'nothing else is shown between')
})

t.test('"Not now" offers once to erase', { skip }, async (t) => {
  const { tab } = await open(t)
  for await (const _ of walk(tab));
  t.equal(await tab.getByRole('button', { name: 'Wis mijn antwoorden' }).count(), 1)
})

t.test('A warning has a number that can be called, and a website beside it', { skip }, async (t) => {
  const { tab } = await open(t)
  await reopenWith(tab, ({ questionSet, ...bundle }) => {
    const help = { when: [], text: { nl: 'Bel nu.' }, phone: '020 000 00 98', website: 'https://example.org/help' }
    return { ...bundle, questionSet: { ...questionSet, advice: [{ id: 'help', kind: 'notice', ...help }] } }
  })
  await press(tab, 'Beginnen')
  for (let n = 0; n < 5; n += 1) await press(tab, 'Overslaan')
  await press(tab, 'Laat plekken zien')
  const links = await tab.locator('.mm-note a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  t.same(links, ['tel:0200000098', 'https://example.org/help'])
})

t.test('In a language without texts of the interface, that language is the current one', { skip }, async (t) => {
  const { tab } = await open(t, { attributes: 'language="tr"' })
  await tab.getByRole('heading').first().waitFor()
  const dutch = (await tab.context().request.get(`${site().baseUrl}/v1/bundles/geldzorgen-noord`)).json()
  const { bundleDigest } = await dutch
  const path = `${site().baseUrl}/v1/bundles/geldzorgen-noord/${bundleDigest}`
  const texts = (await (await tab.context().request.get(path)).json()).interface
  await reopenWith(tab, (bundle) => ({ ...bundle, interface: texts }))
  await tab.getByRole('button', { name: 'Beginnen' }).waitFor()
  t.same(await tab.locator('.mm-languages [aria-current]').allTextContents(), ['Türkçe'])
})

t.test('A code is found in any spelling', { skip }, async (t) => {
  const { tab } = await open(t)
  await reopenWith(tab, ({ taxonomies, ...bundle }) => ({
    ...bundle,
    taxonomies: taxonomies.map((taxonomy) => ({
      ...taxonomy,
      terms: taxonomy.terms.map((term) => (term.id === 'volewijck' ? { ...term, codes: ['NL-1021', 'WK0363'] } : term)),
    })),
  }))
  await press(tab, 'Beginnen')
  for (let n = 0; n < 3; n += 1) await press(tab, 'Overslaan')
  await tab.getByText('Dicht bij mijn huis', { exact: true }).click()
  await press(tab, 'Volgende')
  for (const typed of ['WK0363', 'wk 03', 'NL-1021', 'nl1021', 'NL-1021 AB']) {
    await tab.getByRole('combobox').fill(typed)
    t.same(await tab.getByRole('option').allTextContents(), ['Volewijck'], typed)
  }
})

t.test(
  'Where the service cannot be reached, a sentence, a retry and a number to call stand there',
  { skip },
  async (t) => {
    const { tab } = await open(t, { attributes: 'mode="server"' })
    await press(tab, 'Beginnen')
    for (let n = 0; n < 5; n += 1) await press(tab, 'Overslaan')
    await tab.context().setOffline(true)
    await press(tab, 'Laat plekken zien')
    await tab.getByRole('heading', { name: 'Er is geen verbinding met internet.' }).waitFor()
    t.match(await tab.locator('.mm-talk').innerText(), 'Bel +31 20 000 00 01')
    await tab.context().setOffline(false)
    await press(tab, 'Probeer het nog eens')
    await tab.getByRole('article').first().waitFor()
  },
)

t.test('Where it cannot even begin, what stood there before stays', { skip }, async (t) => {
  const { tab } = await open(t, { attributes: 'question-set="nobody-knows"' })
  await tab.getByRole('heading', { name: 'Deze pagina is niet goed ingesteld.' }).waitFor()
  t.ok(await tab.getByText('Bel 020 000 00 99.').isVisible())
})

t.test('An attribute that a template left empty counts as absent', { skip }, async (t) => {
  const { tab } = await open(t, { attributes: 'language="" question-set="" mode="" storage="" heading-level=""' })
  await press(tab, 'Beginnen')
  await tab.locator('mokum-match').evaluate((element) => element.setAttribute('language', ''))
  await press(tab, 'Overslaan')
  t.equal(await heading(tab).textContent(), 'Wat wil je nu het liefst?')
})

t.test('A double click does what one click does, and nothing to the step that comes of it', { skip }, async (t) => {
  const { tab } = await open(t)
  const twice = (name: string) => tab.getByRole('button', { name, exact: true }).dblclick()
  await twice('Beginnen')
  t.equal(await heading(tab).textContent(), 'Waar wil je over praten?')
  t.equal(await tab.locator('input:checked').count(), 0)
  await tab.getByLabel('Schulden').dblclick()
  t.notOk(await tab.getByLabel('Schulden').isChecked(), 'on one step it is two clicks')
  await twice('Overslaan')
  t.equal(await heading(tab).textContent(), 'Wat wil je nu het liefst?')
  await press(tab, 'Overslaan')
  await twice('Vorige')
  t.equal(await heading(tab).textContent(), 'Wat wil je nu het liefst?')
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
    await heading(tab).waitFor()
    t.equal(await tab.locator('input:checked').count(), 0, leave)
  }
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
