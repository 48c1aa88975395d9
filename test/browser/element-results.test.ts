import type { Page } from 'playwright-core'
import t from 'tap'
import { reopenWith } from './a-tab.js'
import { anElement } from './an-element.js'
import { focused, press } from './by-hand.js'
import { withoutChromium as skip } from './chromium.js'
import { walk } from './walk.js'

/** The element once there are places: others, all, not now, kept, and where there are none to be had. */

const { open } = anElement()

/** From the start to where the places are asked for. */
async function skipAll(tab: Page): Promise<void> {
  await press(tab, 'Beginnen')
  for (let n = 0; n < 5; n += 1) await press(tab, 'Overslaan')
}

/** Of the places shown. */
const names = async (tab: Page) => (await tab.locator('.mm-card .mm-title').allTextContents()).sort()

t.test('After the result somebody sees others, all, or not now, and keeps them as a text', { skip }, async (t) => {
  const { tab } = await open(t)
  await skipAll(tab)
  await press(tab, 'Laat plekken zien')
  const first = await names(tab)
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
  const others = await names(tab)
  t.equal(others.length, 3)
  t.notOk(others.some((name) => first.includes(name)))
  await press(tab, 'Nu even niet')
  t.equal(await focused(tab), 'Nu even niet')
  await press(tab, 'Terug naar de plekken')
  t.same(await names(tab), others)
  await press(tab, 'Laat alle plekken zien')
  await tab.getByRole('heading', { name: 'Andere plekken' }).waitFor()
  t.ok((await names(tab)).length > 10)
})

t.test('A browser that begins to read the text late still finds it, and nobody does later', { skip }, async (t) => {
  const { tab } = await open(t)
  await skipAll(tab)
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
  await skipAll(tab)
  await press(tab, 'Laat plekken zien')
  const first = await names(tab)
  const others = tab.getByRole('button', { name: 'Laat andere plekken zien', exact: true })
  while ((await names(tab)).length > 0) {
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
  t.same(await names(tab), first)
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
  await skipAll(tab)
  await press(tab, 'Laat plekken zien')
  const links = await tab.locator('.mm-note a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  t.same(links, ['tel:0200000098', 'https://example.org/help'])
})

t.test('How to get in stands under the address that it is of', { skip }, async (t) => {
  const { tab } = await open(t)
  const place = (name: string) => ({ id: name.toLowerCase(), name, accessibility: { nl: `Lift in ${name}` } })
  await reopenWith(tab, ({ services, ...bundle }) => ({
    ...bundle,
    services: services.map((service) => ({ ...service, locations: [place('Noord'), place('Zuid')] })),
  }))
  await skipAll(tab)
  await press(tab, 'Laat plekken zien')
  const where = tab
    .locator('.mm-card')
    .first()
    .locator('.mm-label', { hasText: /^Waar$/ })
    .locator('..')
    .locator('p')
  t.same(await where.allTextContents(), ['Waar', 'Noord', 'Lift in Noord', 'Zuid', 'Lift in Zuid'])
})

t.test(
  'Where the service cannot be reached, a sentence, a retry and a number to call stand there',
  { skip },
  async (t) => {
    const { tab } = await open(t, { attributes: 'mode="server"' })
    await skipAll(tab)
    await tab.context().setOffline(true)
    await press(tab, 'Laat plekken zien')
    await tab.getByRole('heading', { name: 'Er is geen verbinding met internet.' }).waitFor()
    t.match(await tab.locator('.mm-talk').innerText(), 'Bel +31 20 000 00 01')
    await tab.context().setOffline(false)
    await press(tab, 'Probeer het nog eens')
    await tab.getByRole('article').first().waitFor()
  },
)
