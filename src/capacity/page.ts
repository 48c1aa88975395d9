import type { Capacity, CapacityStatus, Organization, Service } from '../engine/index.js'
import { type Html, html, pageAsText } from '../http/html.js'
import type { PageLanguage } from '../http/page-language.js'
import { pickText, type Sentence } from '../words/index.js'
import { dayAfter, languageName, longDay } from './calendar.js'
import { type CapacityForm, type FormProblem, LONGEST_NOTE, statuses } from './form.js'
import { pageStyle } from './page-style.js'
import { pageWords } from './page-words.js'

/** A service as the newest release has it. */
export interface Place {
  readonly service: Service
  readonly organization: Organization
  readonly capacity: Capacity
}

export interface PageSettings {
  /** Of the deployment: notes are in it. */
  readonly defaultLanguage: string
  readonly contact: { readonly name: string; readonly email: string }
}

export interface PageState {
  readonly language: PageLanguage
  /** YYYY-MM-DD, where midnight falls for this deployment. */
  readonly today: string
  /** Whether what is shown was just set. */
  readonly isSaved: boolean
  /** What was sent and is not set, and why. */
  readonly refused?: { readonly form: CapacityForm; readonly problem: FormProblem } | undefined
}

/** The page on which a helper says how much room there is. It needs no script. */
export function capacityPage(place: Place, state: PageState, settings: PageSettings): string {
  const { language, isSaved, refused } = state
  const words = pageWords[language]
  const { capacity } = place
  const name = pickText(place.service.name, [language, settings.defaultLanguage])
  const status = words.status[capacity.status].name
  const title = `${refused ? `${words.notSaved}: ` : ''}${status} – ${name.text}`
  const body = html`
<h1><span>${words.ask}</span> ${inLanguage(name, language)}</h1>
<p class="by">${place.organization.name}</p>
${refused && html`<div class="wrong" role="alert"><p><strong>${words.notSaved}</strong></p><p>${sentenceOf(refused.problem, language)}</p></div>`}
<section class="now ${capacity.status}" aria-labelledby="now">
${isSaved && !refused ? html`<p class="saved" role="status">${icon('saved')}${words.saved}</p>` : undefined}
<h2 id="now">${words.now}</h2>
<p class="state">${icon(capacity.status)}${status}</p>
${capacity.until && html`<p class="about">${fill(words.opensOn, longDay(capacity.until, words.locale))}</p>`}
${capacity.note && html`<p class="about">${words.note} “${inLanguage(noteIn(capacity.note, settings.defaultLanguage), language)}”</p>`}
</section>
<form method="post" novalidate action="?language=${language}">
<button class="first" tabindex="-1" aria-hidden="true"${wantedBy(state)}>${words.save}</button>
<fieldset>
<legend>${words.choose}</legend>
<div class="choices">
${statuses.map((each) => choice(each, each === capacity.status, language))}
</div>
</fieldset>
<p class="undo">${words.undo}</p>
${more(place, state, settings)}
</form>`
  return wholePage(title, body, { language, settings, footer: html`<p>${words.keepSecret}</p>` })
}

function choice(status: CapacityStatus, isPresent: boolean, language: PageLanguage): Html {
  const words = pageWords[language]
  const { name, means } = words.status[status]
  const attributes = html`class="choice ${status}" name="status" value="${status}"${isPresent ? html` aria-current="true"` : undefined}`
  return html`<button ${attributes}>${icon(status)}<span><strong>${name}</strong><span class="means">${means}</span>${
    isPresent ? html`<span class="here">${words.chosen}</span>` : undefined
  }</span></button>
`
}

function more({ capacity }: Place, state: PageState, settings: PageSettings): Html {
  const { language, today, refused } = state
  const words = pageWords[language]
  const wanted = refused?.form.status
  const save = wanted === undefined ? words.save : fill(words.saveAs, words.status[wanted].name)
  const isOpen = capacity.status === 'open'
  const until = refused?.form.until ?? capacity.until ?? ''
  const note = refused?.form.note ?? (capacity.note ? noteIn(capacity.note, settings.defaultLanguage).text : '')
  const problemOf = (field: FormProblem['field']) =>
    refused?.problem.field === field
      ? html`<p class="problem" id="${field}-problem">${sentenceOf(refused.problem, language)}</p>`
      : undefined
  const marks = (field: FormProblem['field']) =>
    refused?.problem.field === field
      ? html`aria-describedby="${field}-problem ${field}-hint" aria-invalid="true" autofocus`
      : html`aria-describedby="${field}-hint"`
  return html`<section class="more" aria-labelledby="more">
<h2 id="more">${words.more}</h2>
<p class="hint">${isOpen ? words.moreHintOpen : words.moreHint}</p>
<div class="field">
<label for="until">${words.untilLabel}</label>
<p class="hint" id="until-hint">${words.untilHint}</p>
${problemOf('until')}
<input id="until" name="until" type="date" min="${dayAfter(today)}" value="${until}" autocomplete="off" ${marks('until')}>
</div>
<div class="field">
<label for="note">${words.noteLabel}</label>
<p class="hint" id="note-hint">${fill(words.noteHint, languageName(settings.defaultLanguage, language))}</p>
${problemOf('note')}
<textarea id="note" name="note" rows="2" autocomplete="off" lang="${settings.defaultLanguage}" ${marks('note')}>
${note}</textarea>
</div>
${isOpen && wanted === undefined ? undefined : html`<button class="save"${wantedBy(state)}>${save}</button>`}
</section>`
}

/** Who mends a field saves the state whose button was pressed; else the state stays as it is. */
function wantedBy({ refused }: PageState): Html | undefined {
  const status = refused?.form.status
  return status && html` name="status" value="${status}"`
}

/** What somebody sees whose link does not work, or whose call failed: what to do, and nothing of any service. */
export function noticePage(
  notice: 'broken' | 'tooMany' | 'failed',
  { language, settings }: { readonly language: PageLanguage; readonly settings: PageSettings },
): string {
  const { title, why, what } = pageWords[language][notice]
  const body = html`
<h1>${title}</h1>
<p class="why">${why}</p>
<ul>${what.map((step) => html`<li>${step}</li>`)}</ul>`
  return wholePage(title, body, { language, settings })
}

interface Around {
  readonly language: PageLanguage
  readonly settings: PageSettings
  readonly footer?: Html
}

function wholePage(title: string, body: Html, { language, settings, footer }: Around): string {
  const { other, help } = pageWords[language]
  const { name, email } = settings.contact
  const [before, after] = help.split('{}')
  return pageAsText({
    language,
    title,
    style: pageStyle,
    body: html`<div class="sheet">
<header class="top"><span>${name}</span><a href="?language=${other.language}" lang="${other.language}" hreflang="${other.language}">${other.name}</a></header>
<main>${body}
</main>
<footer>
${footer}
<p>${before}<a href="mailto:${email}">${email}</a>${after}</p>
</footer>
</div>`,
  })
}

/** Shapes that differ without their colours: a tick, a half, a clock, a bar. */
const shapes: Readonly<Record<CapacityStatus | 'saved', string>> = {
  open: '<circle cx="12" cy="12" r="11" fill="currentColor"/><path d="M6.5 12.5l3.5 3.5 7.5-8" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>',
  limited:
    '<circle cx="12" cy="12" r="9.75" fill="#fff" stroke="currentColor" stroke-width="2.5"/><path d="M12 4.5a7.5 7.5 0 0 1 0 15z" fill="currentColor"/>',
  waitlist:
    '<circle cx="12" cy="12" r="9.75" fill="#fff" stroke="currentColor" stroke-width="2.5"/><path d="M12 6.5V12l3.75 2.5" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>',
  full: '<circle cx="12" cy="12" r="11" fill="currentColor"/><path d="M6.5 12h11" stroke="#fff" stroke-width="3.25" stroke-linecap="round"/>',
  saved:
    '<path d="M4 12.5l5.5 5.5L20 6.5" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>',
}

function icon(shape: CapacityStatus | 'saved'): Html {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${{ html: shapes[shape] }}</svg>`
}

function noteIn(note: NonNullable<Capacity['note']>, defaultLanguage: string): Sentence {
  return pickText(note, [defaultLanguage])
}

function inLanguage({ text, lang }: Sentence, language: PageLanguage): Html {
  return lang === language ? html`${text}` : html`<bdi lang="${lang}">${text}</bdi>`
}

function sentenceOf({ problem }: FormProblem, language: PageLanguage): string {
  return fill(pageWords[language].problem[problem], String(LONGEST_NOTE))
}

function fill(sentence: string, text: string): string {
  return sentence.replace('{}', () => text)
}
