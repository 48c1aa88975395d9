import { createHash } from 'node:crypto'

/** The style of the page of a helper: one column on a phone, two of buttons where there is room; sizes follow the text. */
export const pageStyle = `
*, ::before, ::after { box-sizing: border-box }
html { color-scheme: light; -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body { margin: 0; background: #f3f5f8; color: #17202b; font: 1.125rem/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere }
.sheet { max-width: 44rem; margin: 0 auto; padding: 1rem 16px 2.5rem }
h1, h2, p { margin: 0 }
a { color: #0b4f9e; text-underline-offset: .2em }
:focus-visible { outline: .2rem solid #0b4f9e; outline-offset: .2rem; border-radius: .4rem }
.top { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .25rem 1rem; font-size: 1rem }
.top span { font-weight: 700; letter-spacing: .01em; color: #43505f }
.top a { display: inline-block; padding: .6rem 0 }
h1, .choice { hyphens: auto }
h1 { margin-top: .75rem; font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em }
h1 span { display: block; margin-bottom: .25rem; font-size: 1.125rem; font-weight: 400; letter-spacing: 0; color: #43505f }
.by { margin-top: .25rem; color: #43505f }
h2 { font-size: 1.25rem; line-height: 1.3 }
.now { margin-top: 1.25rem; padding: 1rem 18px; background: #fff; border-left: 8px solid var(--tone); border-radius: .5rem; box-shadow: 0 .0625rem .1875rem #17202b26 }
.now h2 { font-size: 1rem; font-weight: 400; color: #43505f }
.state { display: flex; align-items: center; gap: .75rem; margin-top: .25rem; font-size: 1.625rem; font-weight: 700; line-height: 1.2 }
.now .about { margin-top: .5rem }
.saved { display: flex; align-items: center; gap: .5rem; margin-bottom: .75rem; font-weight: 700; color: #125c33 }
.wrong { margin-top: 1.25rem; padding: 1rem 18px; background: #fdeeee; border: .125rem solid #a3242b; border-radius: .5rem }
form { margin-top: 1.75rem }
fieldset { margin: 0; padding: 0; border: 0; min-width: 0 }
legend { padding: 0; font-size: 1.25rem; font-weight: 700; line-height: 1.3 }
.choices { display: grid; gap: .75rem; margin-top: .75rem }
button { font: inherit; color: inherit; text-align: left; cursor: pointer }
.choice { display: flex; align-items: center; gap: 16px; width: 100%; min-height: 5rem; padding: .75rem 16px; background: #fff; border: 2px solid #66717f; border-radius: .75rem }
.choice:hover { border-color: var(--tone); background: var(--tint) }
.choice:active { background: var(--tint) }
.choice strong, .choice span { display: block }
.choice strong { font-size: 1.25rem; line-height: 1.3 }
.choice .means { font-size: 1rem; line-height: 1.4; color: #333f4c }
.choice .here { margin-top: .25rem; font-size: 1rem; font-weight: 700; line-height: 1.4; color: var(--tone) }
.choice[aria-current] { border: 4px solid var(--tone); padding: calc(.75rem - 2px) 14px; background: var(--tint) }
svg { flex: none; width: min(2.75rem, 15vw); height: min(2.75rem, 15vw); color: var(--tone) }
.saved svg { width: 1.5rem; height: 1.5rem; color: inherit }
.open { --tone: #12693a; --tint: #eaf6ef }
.limited { --tone: #8a5200; --tint: #fdf4e3 }
.waitlist { --tone: #1d5a9e; --tint: #eaf2fb }
.full { --tone: #a3242b; --tint: #fdeeee }
.hint, .undo { margin-top: .25rem; font-size: 1rem; color: #43505f }
.undo { margin-top: .75rem }
.more { margin-top: 2rem; padding-top: 1.5rem; border-top: .0625rem solid #c3cad3 }
.field { margin-top: 1.25rem }
label { display: block; font-weight: 700 }
input, textarea { display: block; width: 100%; margin-top: .5rem; padding: .625rem 12px; font: inherit; color: inherit; background: #fff; border: .125rem solid #66717f; border-radius: .5rem }
input { max-width: 16rem; min-width: 0; min-height: 3.25rem }
textarea { min-height: 5.5rem; resize: vertical }
[aria-invalid] { border-color: #a3242b }
.problem { margin-top: .5rem; font-weight: 700; color: #a3242b }
.save { margin-top: 1.25rem; padding: .75rem 1.5rem; min-height: 3.25rem; font-weight: 700; text-align: center; color: #fff; background: #0b4f9e; border: .125rem solid #0b4f9e; border-radius: .75rem }
.save:hover { background: #083b77 }
.first { position: absolute; width: .0625rem; height: .0625rem; overflow: hidden; clip-path: inset(50%); border: 0; padding: 0 }
footer { margin-top: 2rem; padding-top: 1.25rem; border-top: .0625rem solid #c3cad3; font-size: 1rem; color: #43505f }
footer p + p { margin-top: .5rem }
ul { margin-top: .75rem; padding-left: 1.25rem }
.why { margin-top: .75rem }
@media (min-width: 40em) { .sheet { padding-top: 1.5rem } .choices { grid-template-columns: 1fr 1fr } .choice { min-height: 6.75rem } h1 { font-size: 2.125rem } }
@media (forced-colors: active) { .choice[aria-current] { border-style: double } }
`

const hash = createHash('sha256').update(pageStyle).digest('base64')

/** The page has this one style and an icon in its text; it runs nothing, asks nothing of anybody, and stands in no frame. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
