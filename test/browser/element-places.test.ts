import t from 'tap'
import type { PartnerSite } from './a-partner-site.js'
import { unusable } from './a-tab.js'
import { anElement } from './an-element.js'
import { withoutChromium as skip } from './chromium.js'
import { walk } from './walk.js'

/** The element on pages of others: under their policies, translated, in their styles. */

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
