import type { Browser, Locator, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { anApp } from '../helpers/an-app.js'
import { launchChromium, withoutChromium as skip } from './chromium.js'

let browser: Browser
t.before(async () => {
  if (skip === false) browser = await launchChromium()
})
t.teardown(() => browser?.close())

t.test('In the explorer somebody tries a match with its first example and sees three places', { skip }, async (t) => {
  const app = await anApp(t)
  const explorer = await openExplorer(await app.listen())
  const { status, body } = await explorer.send('match')
  t.equal(status, 200)
  t.equal(body.choices.length, 3)
  explorer.check(t)
})

t.test('In the explorer an editor authorizes once, edits, sees, tries, publishes and matches', { skip }, async (t) => {
  const app = await anApp(t)
  const explorer = await openExplorer(await app.listen())
  t.same(
    await explorer.page.locator('.opblock-tag').evaluateAll((tags) => tags.map((tag) => tag.getAttribute('data-tag'))),
    app.server.swagger().tags?.map(({ name }) => name),
    'the tasks stand in their order',
  )

  await explorer.authorize(app.adminKey)
  const draft = await explorer.send('getServiceDraft')
  t.equal(draft.status, 200)
  const { id } = draft.body
  const edited = { ...draft.body, summary: { ...draft.body.summary, en: 'A talk over tea, whenever you like.' } }

  const withoutTag = await explorer.send('putServiceDraft', { parameters: { id }, body: edited })
  t.match(withoutTag, { status: 428, body: { code: 'precondition-required' } }, 'it says what is missing')
  const written = await explorer.send('putServiceDraft', {
    parameters: { id, 'If-Match': draft.headers.etag ?? '' },
    body: edited,
  })
  t.match(written, { status: 200, body: { outcome: 'changed' } })

  const changes = await explorer.send('listDraftChanges')
  t.match(changes.body.items, [
    { type: 'service', id, fields: [{ pointer: '/summary/en', to: 'A talk over tea, whenever you like.' }] },
  ])

  const summaries = ({ body }: Sent): string[] =>
    body.choices.map(({ service }: { service: { summary: { text: string } } }) => service.summary.text)
  const onDrafts = await explorer.send('match', { example: 'On the drafts, before they are published (needs a key)' })
  t.match(onDrafts, { status: 200, body: { receipt: null } })
  t.ok(summaries(onDrafts).includes('A talk over tea, whenever you like.'))
  const published = await explorer.send('publishRelease')
  t.match(published, { status: 201, body: { release: { number: 2 } } })
  const { release: _, ...same } = JSON.parse(await explorer.bodyOf('match'))
  const match = await explorer.send('match', { body: same })
  t.match(match, { status: 200, body: { receipt: { release: 2 } } })
  t.same(summaries(match), summaries(onDrafts), 'residents get what was tried')
  explorer.check(t, [428])
})

interface Sent {
  readonly status: number
  readonly headers: Record<string, string>
  // biome-ignore lint/suspicious/noExplicitAny: each operation has another
  readonly body: any
}

interface Sending {
  /** Summary of one of its examples; the first where absent. */
  readonly example?: string
  readonly parameters?: Readonly<Record<string, string>>
  /** What is typed in place of the example. */
  readonly body?: object
}

async function openExplorer(port: number) {
  const origin = `http://localhost:${port}`
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
  const complaints: string[] = []
  const elsewhere: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:')) elsewhere.push(request.url())
  })
  await page.addInitScript(() => {
    // What the page's policy refuses has to be heard.
    document.addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))
  })
  await page.goto(`${origin}/docs`)
  return {
    page,
    authorize: (key: string) => authorize(page, key),
    send: (operationId: string, sending: Sending = {}) => send(page, operationId, sending),
    bodyOf: (operationId: string) => operationOf(page, operationId).locator('textarea.body-param__text').inputValue(),
    /** @param refused statuses that were asked for: the browser writes each in its console */
    check(t: Test, refused: readonly number[] = []) {
      const unexpected = complaints.filter((line) => !refused.some((status) => line.includes(`status of ${status}`)))
      t.same(unexpected, [], 'no error in the console, and nothing against the policy')
      t.same(elsewhere, [], 'no request to another host')
    },
  }
}

function operationOf(page: Page, operationId: string): Locator {
  return page.locator(`.opblock[id$="-${operationId}"]`)
}

async function authorize(page: Page, key: string): Promise<void> {
  await page.locator('.auth-wrapper').getByRole('button', { name: 'Authorize' }).click()
  const dialog = page.locator('.dialog-ux')
  await dialog.getByRole('textbox').fill(key)
  await dialog.getByRole('button', { name: 'Apply credentials' }).click()
  await dialog.getByRole('button', { name: 'Close' }).click()
}

/** Opens an operation, changes only what is given, executes it and reads what the page shows. */
async function send(page: Page, operationId: string, { example, parameters = {}, body }: Sending): Promise<Sent> {
  const operation = operationOf(page, operationId)
  const tryOut = operation.getByRole('button', { name: 'Try it out' })
  if ((await operation.locator('.opblock-body').count()) === 0)
    await operation.locator('.opblock-summary-control').click()
  if ((await operation.getByRole('button', { name: 'Execute' }).count()) === 0) await tryOut.click()
  if (example !== undefined) await operation.locator('.examples-select select').selectOption({ label: example })
  for (const [name, value] of Object.entries(parameters))
    await operation.locator(`tr[data-param-name="${name}"] input`).first().fill(value)
  if (body !== undefined) await operation.locator('textarea.body-param__text').fill(JSON.stringify(body, null, 2))
  const clear = operation.getByRole('button', { name: 'Clear' })
  if ((await clear.count()) > 0) await clear.click()
  await operation.getByRole('button', { name: 'Execute' }).click()
  const response = operation.locator('.live-responses-table .response')
  await response.waitFor()
  const shown = response.locator('.response-col_description pre')
  const lines = (await response.locator('.headerline').allInnerTexts()).map((line) => line.trim().split(/: (.*)/s))
  return {
    status: Number.parseInt(await response.locator('.response-col_status').innerText(), 10),
    headers: Object.fromEntries(lines.map(([name = '', value = '']) => [name, value])),
    body: JSON.parse(await shown.first().innerText()),
  }
}
