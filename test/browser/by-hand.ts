import type { Page } from 'playwright-core'

/** What somebody does at the element, and where they are. */

export const heading = (tab: Page) => tab.locator('.mm-heading').first()
export const press = (tab: Page, name: string) => tab.getByRole('button', { name, exact: true }).click()

/** Keys, one after another; `Tab*3` is three times. */
export async function keys(tab: Page, all: string): Promise<void> {
  for (const [, key = '', times = '1'] of all.matchAll(/([^\s*]+)(?:\*(\d+))?/g)) {
    for (let n = 0; n < Number(times); n += 1) await tab.keyboard.press(key)
  }
}

export const focused = (tab: Page) => tab.evaluate(() => document.activeElement?.textContent ?? '')
