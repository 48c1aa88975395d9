import type { Page } from 'playwright-core'

/** Numbers of options, by question, in the order in which they are chosen; together they lead past all seven questions. */
const chosen: readonly (readonly number[])[] = [[1, 0, 2], [2], [1], [0], [], [2, 0]]

/**
 * Goes through the whole flow by mouse, in any language, and stops at each step that looks different: before and after an
 * answer, with a mistake, with a list open, with everything unfolded.
 */
export async function* walk(tab: Page): AsyncGenerator<string, void, undefined> {
  const main = tab.locator('.mm-actions .mm-main')
  await main.waitFor()
  yield 'start'
  await main.click()
  for (let question = 1; (await tab.locator('form').count()) > 0; question += 1) {
    const heading = await tab.locator('.mm-heading').textContent()
    yield `question-${question}`
    if ((await tab.locator('.mm-option').count()) > 0) {
      for (const n of chosen[question - 1] ?? []) await tab.locator('.mm-option').nth(n).click()
    } else {
      const field = tab.getByRole('combobox')
      await field.fill('xyz')
      await main.click()
      yield `question-${question}-problem`
      await field.fill('')
      yield `question-${question}-list`
      await tab.getByRole('option').nth(1).click()
    }
    yield `question-${question}-answered`
    await main.click()
    if ((await tab.locator('.mm-heading').textContent()) === heading) throw new Error(`"${heading}" stays.`)
  }
  yield 'review'
  await main.click()
  await tab.locator('.mm-card').first().waitFor()
  yield 'results'
  for (const more of await tab.locator('summary').all()) await more.click()
  yield 'results-unfolded'
  await tab.locator('.mm-actions .mm-second').nth(1).click()
  await tab.locator('.mm-card').nth(4).waitFor()
  yield 'results-all'
  await tab.locator('.mm-actions .mm-second').last().click()
  yield 'not-now'
}
