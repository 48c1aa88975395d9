import t from 'tap'
import { reopenWith } from './a-tab.js'
import { anElement } from './an-element.js'
import { focused, heading, keys, press } from './by-hand.js'
import { withoutChromium as skip } from './chromium.js'
import { walk } from './walk.js'

/** The element from the first question to the places, by mouse and by keyboard. */

const { open, site } = anElement()

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
  for (const spelling of ['1021 ab', '1021AB', ' 1021', '١٠٢١', 'vogelbuurt']) {
    await field.fill(spelling)
    await press(tab, 'Volgende')
    await press(tab, 'Vorige')
    t.equal(await field.inputValue(), 'IJplein/Vogelbuurt', spelling)
  }
})

t.test('What was typed is not lost when somebody goes back, or on in another language', { skip }, async (t) => {
  const { tab } = await open(t)
  await press(tab, 'Beginnen')
  for (let n = 0; n < 3; n += 1) await press(tab, 'Overslaan')
  await tab.getByText('Dicht bij mijn huis', { exact: true }).click()
  await press(tab, 'Volgende')
  const field = tab.getByRole('combobox')
  await field.fill('1021 ab')
  await tab.goBack()
  await tab.getByRole('heading', { name: 'Waar wil je praten?' }).waitFor()
  await press(tab, 'Volgende')
  t.equal(await field.inputValue(), 'IJplein/Vogelbuurt')
  await field.fill('banne')
  await press(tab, 'English')
  await tab.getByRole('heading', { name: 'Where do you live?' }).waitFor()
  t.equal(await field.inputValue(), 'Banne Buiksloot')
  await field.fill('')
  await press(tab, 'Back')
  await press(tab, 'Next')
  t.equal(await field.inputValue(), '', 'an answer that was taken out is none')
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
    await press(tab, 'Türkçe')
    const turkish = 'Şimdi en çok ne istersiniz?'
    await tab.getByRole('heading', { name: turkish }).waitFor()
    await tab.reload()
    t.equal(await heading(tab).textContent(), turkish, 'also in which language')
    await press(tab, 'Nederlands')
    await tab.getByRole('heading', { name: 'Wat wil je nu het liefst?' }).waitFor()
    await press(tab, 'Wis mijn antwoorden')
    t.equal(await tab.getByRole('status').innerText(), 'Je antwoorden zijn gewist.')
    t.equal(await tab.evaluate(() => sessionStorage.length + localStorage.length), 0)
    await press(tab, 'Beginnen')
    t.equal(await tab.locator('input:checked').count(), 0)
  },
)

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
  await tab.getByRole('button', { name: 'Vorige' }).click({ clickCount: 3 })
  await tab.getByRole('button', { name: 'Beginnen' }).waitFor()
})
