import type { ProblemCode } from '../engine/index.js'

interface ErrorEntry {
  readonly status: number
  readonly title: string
  /** What it means and how to mend it; the `detail` where the one who raises it says nothing better. */
  readonly mend: string
}

/** Every `code` of a problem, by status. The one table: documentation, OpenAPI and the type `ErrorCode` come from it. */
export const errorCodes = {
  'invalid-request': {
    status: 400,
    title: 'The request is not valid',
    mend: 'The path, the query or the body differs from what the API describes; `errors` names each place.',
  },
  'invalid-json': {
    status: 400,
    title: 'The body is not strict JSON',
    mend: 'Send UTF-8 JSON without repeated names; `errors` says where it goes wrong.',
  },
  'invalid-url': { status: 400, title: 'The address is not valid', mend: 'Percent-encode the address as UTF-8.' },
  'invalid-http': {
    status: 400,
    title: 'The request is not valid HTTP',
    mend: 'Send one well-formed HTTP/1.1 request with one Host header; the connection is closed.',
  },
  'incomplete-body': {
    status: 400,
    title: 'The body ended too soon',
    mend: 'The connection closed before the whole body came; send it again.',
  },
  'invalid-answers': {
    status: 400,
    title: 'Answers do not fit the question set',
    mend: 'Compare the answers with the question set; `errors` names each place.',
  },
  'unknown-reference': {
    status: 400,
    title: 'The request names something that does not exist',
    mend: 'Ask for the list of what exists; `errors` names each place.',
  },
  'invalid-document': {
    status: 400,
    title: 'The document breaks a rule',
    mend: 'Mend each place that `errors` names.',
  },
  'invalid-import': {
    status: 400,
    title: 'Nothing was imported',
    mend: 'Mend each place that `errors` names and send the whole import again.',
  },
  unauthenticated: {
    status: 401,
    title: 'A valid key is needed',
    mend: 'Send `Authorization: Bearer` with a key that is neither expired nor revoked.',
  },
  forbidden: {
    status: 403,
    title: 'The key does not allow this',
    mend: 'Use a key with the scope that the API describes for this call.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    mend: 'Check the address: no slash at its end, and ids as the lists give them.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This method is not possible here',
    mend: 'Use one of the methods in the `Allow` header.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request came too slowly',
    mend: 'Send the request again, all at once.',
  },
  'idempotency-conflict': {
    status: 409,
    title: 'The Idempotency-Key was used for another body',
    mend: 'Use a new key for a new request.',
  },
  'idempotency-pending': {
    status: 409,
    title: 'The first request with this Idempotency-Key still runs',
    mend: 'Wait, then send the same request again.',
  },
  'idempotency-done': {
    status: 409,
    title: 'The first request with this Idempotency-Key was carried out',
    mend: 'Its reply was too large to keep, and nothing was done again: look at what there is now.',
  },
  'not-publishable': {
    status: 409,
    title: 'The drafts can not be published',
    mend: 'Mend each place that `errors` names.',
  },
  'rules-broken': {
    status: 409,
    title: 'The drafts break a rule for publishing',
    mend: 'Nothing was published. Each of `errors` names a rule of this deployment and the smallest answers that break it: mend the drafts, and match on them to see that it helped.',
  },
  'drafts-changed': {
    status: 409,
    title: 'The drafts kept changing',
    mend: 'Nothing was published: each time that the drafts were proven somebody changed one meanwhile. Send it again when nobody does.',
  },
  'key-taken': {
    status: 409,
    title: 'Another key has this id or name',
    mend: 'Choose another: ids and names of keys are never given twice, also not after a key was revoked.',
  },
  'key-ended': {
    status: 409,
    title: 'The key was revoked or has expired',
    mend: 'Create another key.',
  },
  'bundle-gone': {
    status: 410,
    title: 'This bundle is no longer kept',
    mend: 'Get the pointer of the question set again, and the bundle that it names.',
  },
  'precondition-failed': {
    status: 412,
    title: 'This is not the newest version',
    mend: 'Get it again, look at what changed, and send `If-Match` with the new `ETag`, its quotes included.',
  },
  'body-too-large': { status: 413, title: 'The body is too large', mend: 'Send less in one request.' },
  'url-too-long': { status: 414, title: 'A part of the address is too long', mend: 'Use an id as the lists give it.' },
  'unsupported-media-type': {
    status: 415,
    title: 'This media type is not accepted here',
    mend: 'Send `Content-Type: application/json` (or what the API describes for this call), without `Content-Encoding`.',
  },
  'expectation-failed': {
    status: 417,
    title: 'This expectation can not be met',
    mend: 'Leave out the `Expect` header.',
  },
  'precondition-required': {
    status: 428,
    title: 'Say which version you change',
    mend: 'Send `If-Match` with the `ETag`, or `If-None-Match: *` to create.',
  },
  'rate-limited': { status: 429, title: 'Too many requests', mend: 'Wait as many seconds as `Retry-After` says.' },
  'headers-too-large': {
    status: 431,
    title: 'The headers are too large',
    mend: 'Send at most 8 KiB of address and headers.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong here',
    mend: 'Try again; if it stays, tell the contact of this service the `instance`.',
  },
  unavailable: {
    status: 503,
    title: 'Not possible at this moment',
    mend: 'Try again after as many seconds as `Retry-After` says.',
  },
  'not-ready': {
    status: 503,
    title: 'This replica takes no requests',
    mend: 'It starts or stops; another replica answers.',
  },
  'storage-full': {
    status: 507,
    title: 'There is no room to store this',
    mend: 'Matching goes on; tell the contact of this service.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCodes

/** What a request names, and there is not. */
const nameCodes = {
  'other-id': 'another id than that of the address',
  'unknown-release': 'there is no release with this number',
  'unknown-question-set': 'there is no question set with this id',
  'past-day': 'a day that is not after today',
  'too-large':
    'a question set with more answers than can be proven; in the failure of a proof, or of publishing by rules',
} as const satisfies Record<string, string>

/** What the engine says of answers; held equal to its codes by the compiler. */
const answerCodes = {
  'not-asked': 'an answer to a question that these answers do not ask',
  'wrong-type': 'a string, a list or an object was expected here, or another kind of value',
  'too-many-answers': 'more answers than the question takes',
  'unknown-option': 'the question has no such option',
  'unknown-term': 'the taxonomy has no such term',
  'repeated-option': 'the same option twice',
  'exclusive-option': 'an option that stands alone, with others',
  'unknown-question': 'the question set has no such question',
} as const satisfies Record<ProblemCode, string>

/** Rules of `PUBLISH_RULES`. */
const ruleCodes = {
  'formal-and-informal': 'answers that get no formal or no informal choice, which is a rule for publishing',
  reachable: 'services that are never chosen, which is a rule for publishing',
  choice: 'answers that get no choice at all, which is a rule for publishing',
  gini: 'services that are chosen more unequally than a rule for publishing lets them',
} as const satisfies Record<string, string>

/** Every `code` inside `errors`, but for those of documents. */
export const fieldCodes = {
  required: 'a field or parameter is missing',
  'unknown-field': 'a field that is not described',
  'unknown-parameter': 'a query parameter that is not described',
  'not-allowed': 'not one of the values that are described',
  'too-short': 'fewer characters than described',
  'too-long': 'more characters than described',
  'too-few': 'fewer items than described',
  'too-many': 'more items than described',
  repeated: 'the same item twice, or a query parameter',
  'out-of-range': 'a number that is too low, too high, or not a multiple',
  'wrong-format': 'characters that differ from the pattern or format',
  'wrong-name': 'a field name that differs from the pattern',
  'no-shape': 'none, or more than one, of the shapes that are described',
  'empty-body': 'there is no body',
  'not-utf8': 'bytes that are not UTF-8',
  syntax: 'not JSON',
  'trailing-content': 'more after the end of the JSON value',
  'duplicate-key': 'the same name twice in one object',
  'forbidden-key': '`__proto__`, or `prototype` inside `constructor`',
  'lone-surrogate': 'half a surrogate pair: not well-formed Unicode',
  'control-character': 'a control character other than tab and line end',
  'too-deep': 'more than 64 levels of lists and objects',
  'number-too-large': 'a number outside of double precision',
  'not-csv': 'a quote that is not closed, or stands inside of a cell',
  'missing-column': 'a sheet without a column that it needs',
  'unknown-column': 'a column that is not described',
  'repeated-column': 'the same column twice',
  'too-many-cells': 'a row with more cells than the header has names',
  'changed-meanwhile': 'what somebody else changed while a sheet of it was imported',
  ...nameCodes,
  ...ruleCodes,
  ...answerCodes,
} as const satisfies Record<string, string>

export type FieldCode = keyof typeof fieldCodes

/** Every `code` of what an import of HSDS did not take over, or not as it stands. None of them stops an import. */
export const noteCodes = {
  'no-field': { meaning: 'the catalogue has no field for it', detail: 'The catalogue has no field for this.' },
  'one-only': {
    meaning: 'a second one, where the catalogue has one',
    detail: 'The catalogue has one of these: the first.',
  },
  'personal-data': {
    meaning: 'of a person, whom the catalogue does not name',
    detail: 'This is of a person, and the catalogue holds nothing of persons.',
  },
  eligibility: {
    meaning: 'for whom it is, in words or ages: a person chooses terms for it',
    detail: 'For whom it is decides who is shown it: choose terms for it.',
  },
  'unmapped-term': {
    meaning: 'a term, a language or an area that nothing in the catalogue or the mapping file stands for',
    detail: 'Nothing stands for this: name its terms in the mapping file.',
  },
  'inexact-hours': {
    meaning: 'hours that are not the same every week, or not known',
    detail: 'Expected days and times of every week: others can not be said exactly. Write them into a text.',
  },
  'offset-left-out': {
    meaning: 'a time of day with an offset from UTC',
    detail: 'The time is taken as that of the place, without its offset from UTC.',
  },
  'html-cleaned': { meaning: 'HTML, of which the text is taken', detail: 'Only the text of this HTML was taken over.' },
  shortened: { meaning: 'longer than the catalogue takes', detail: 'Only the beginning was taken over.' },
  'wrong-value': { meaning: 'not of the form that it should have', detail: 'Expected another form.' },
  'changed-text': {
    meaning: 'a text that changed, of which the draft had translations',
    detail: 'The text is another one now: its translations are left out. Translate it again.',
  },
  'assumed-kind': {
    meaning: 'an organization of which nobody says whether it is formal or informal',
    detail:
      'Nobody says whether it is formal or informal: it is taken as formal. Say it in the mapping file or in the draft.',
  },
  'assumed-free': {
    meaning: 'a service of which nothing is said about costs',
    detail: 'Nothing is said about costs: it is shown as free. Check that.',
  },
  'assumed-inactive': {
    meaning: 'a status other than active and inactive',
    detail: 'The catalogue knows active and inactive: it is taken as inactive.',
  },
  'contact-of-organization': {
    meaning: 'a service without a way to reach it',
    detail: 'There is no way to reach the service: that of its organization is taken.',
  },
  'no-contact': {
    meaning: 'a service that is left out, since neither it nor its organization can be reached',
    detail:
      'The service is left out: neither it nor its organization has a phone number, a mail address or a web address.',
  },
  'no-organization': {
    meaning: 'a service that is left out, since no organization is named',
    detail: 'The service is left out: it names no organization.',
  },
} as const satisfies Record<string, { readonly meaning: string; readonly detail: string }>

export type NoteCode = keyof typeof noteCodes

/** The three tables of `docs/errors.md`. */
export function errorTables(): string {
  const errors = Object.entries(errorCodes).map(
    ([code, { status, title, mend }]) => `| ${status} | \`${code}\` | ${title} | ${mend} |`,
  )
  const fields = Object.entries(fieldCodes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
  const notes = Object.entries(noteCodes).map(([code, { meaning }]) => `| \`${code}\` | ${meaning} |`)
  return [
    '| status | code | title | what to do |',
    '|---|---|---|---|',
    ...errors,
    '',
    '| code in `errors` | meaning |',
    '|---|---|',
    ...fields,
    '',
    '| code in `notTakenOver` | meaning |',
    '|---|---|',
    ...notes,
  ].join('\n')
}
