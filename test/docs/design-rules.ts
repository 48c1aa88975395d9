/** A rule of the NL API Design Rules 2.2, and how this API stands to it. */
export interface DesignRule {
  /** As its page numbers it, without `/core/`. */
  readonly id: string
  readonly asks: string
  /** `explained`: not met, or not wholly; `deployer`: nothing that software can do; `unused`: about what is not here. */
  readonly state: 'met' | 'explained' | 'deployer' | 'unused'
  readonly how: string
  /** The tests that show it, by file and sentence. */
  readonly tests: readonly Proof[]
}

type Proof = readonly [file: string, sentence: string]

const running = 'test/app/design-rules.test.ts'
const wrong: Proof = [
  running,
  'a call that is wrong in any way is refused with its status, as a problem with all members',
]
const method: Proof = [running, 'a method that an address does not have is refused with those that it has']
const origins: Proof = [
  running,
  'what is published any website may read, partners may match, and no website may do more',
]
const caching: Proof = [running, 'only what is published may be kept by a cache']
const pages: Proof = [running, 'pages, files and all addresses beside the API have the habits of its replies']
const socket: Proof = [running, 'what is no good HTTP request is answered with the same habits, on a real socket']
const busy: Proof = [running, 'whoever asks too often is told so by every operation']
const reading: Proof = [running, 'reading changes nothing, and a HEAD is a GET without a body']
const names: Proof = [
  running,
  'paths are nouns in kebab-case, collections in the plural, and just openapi.json has an extension',
]
const keys: Proof = [running, 'query keys, path parameters and properties are in camelCase']
const version: Proof = [
  running,
  'the version in the address, the header and the description is one, and somebody can be reached',
]
const formats: Proof = [running, 'a property that is an instant or a day says so, and so does what it holds']
const offsets: Proof = [running, 'an instant may come with any offset, and goes out in UTC']
const described: Proof = [
  'test/app/openapi.test.ts',
  'openapi/openapi.json is what the service says of itself, and valid OpenAPI 3.1',
]
const examples: Proof = [
  'test/app/openapi.test.ts',
  'every operation has an example, and each example works on the demo',
]
const refused: Proof = [
  'test/app/refusals.test.ts',
  'A request that differs from its description is refused with all places, and nothing is coerced',
]
const unexpected: Proof = ['test/app/refusals.test.ts', 'What nobody expected says nothing of itself']
const documents: Proof = [
  'test/app/drafts.test.ts',
  'A document that breaks a rule is refused with all problems and their places',
]
const unchanged: Proof = [
  'test/audit/operations.test.ts',
  'A call that is refused, or has nothing to change, leaves no event',
]
const privacy: Proof = [
  'test/app/privacy.test.ts',
  'What residents send is in no log line, no error and no table, whatever happens to it',
]
const token: Proof = [
  'test/app/capacity-links.test.ts',
  'The token is in no log line, no table and no error, whatever happens to the page',
]
const explorer: Proof = [
  'test/http/description.test.ts',
  'the explorer works from the service alone, under a policy without inline scripts',
]
const mediaTypes: Proof = ['test/http/requests.test.ts', 'only the exact media type is taken, and no encoding']

export const designRules: readonly DesignRule[] = [
  {
    id: 'naming-resources',
    asks: 'nouns, no verbs',
    state: 'met',
    how: 'What is done is a thing too: a match, a release, an import, a rotation of a key.',
    tests: [names],
  },
  {
    id: 'naming-collections',
    asks: 'collections in the plural',
    state: 'met',
    how: 'A single thing of a parent is in the singular: `/services/{id}/capacity`.',
    tests: [names],
  },
  {
    id: 'interface-language',
    asks: 'Dutch, unless there is an official English glossary',
    state: 'explained',
    how: 'English names: those of [Open Referral HSDS](https://docs.openreferral.org/), the glossary of the field. What residents read is in their own languages.',
    tests: [],
  },
  {
    id: 'no-trailing-slash',
    asks: 'no slash at the end; with one, 404',
    state: 'met',
    how: 'No redirect either.',
    tests: [wrong, pages],
  },
  {
    id: 'path-segments-kebab-case',
    asks: 'lower-case letters, digits, hyphens; no file extensions',
    state: 'explained',
    how: '`/v1/openapi.json` has its extension from the rules themselves. Beside the API are files: of the explorer, of the SDK, `/.well-known/security.txt`; and the records of HSDS under `/hsds/v3`, with the names of HSDS ([hsds.md](hsds.md)).',
    tests: [names],
  },
  {
    id: 'query-keys-camel-case',
    asks: 'camelCase',
    state: 'explained',
    how: 'So are properties. But for HSDS, under `/hsds/v3`, whose names are what everybody in the field asks for ([hsds.md](hsds.md)), and the entry for the Algorithm Register, whose names are as its standard says.',
    tests: [keys],
  },
  {
    id: 'hide-implementation',
    asks: 'nothing of frameworks or databases',
    state: 'met',
    how: 'No `Server` header; ids are those of editors; a fault says that it happened, and where it can be found again.',
    tests: [pages, unexpected],
  },
  {
    id: 'date-time/format',
    asks: '`date`, `date-time` or `time-local`, as ISO 8601',
    state: 'explained',
    how: 'Days and instants do. Opening hours are `09:00`, ISO 8601 without seconds, and have a pattern: `time-local` would promise seconds.',
    tests: [formats],
  },
  {
    id: 'date-time/timezone',
    asks: 'take any offset, answer in UTC',
    state: 'met',
    how: 'Not `-00:00`, which the rule of formats forbids.',
    tests: [offsets, formats],
  },
  {
    id: 'date-time/date-omit-time-portion',
    asks: 'a day has no time',
    state: 'met',
    how: 'Names say which it is: `verifiedOn` is a day, `createdAt` an instant; the entry for the Algorithm Register has months, as its standard asks.',
    tests: [formats],
  },
  {
    id: 'http-methods',
    asks: 'the methods of HTTP as HTTP means them; else 405 with `Allow`',
    state: 'met',
    how: 'GET, HEAD, POST, PUT, DELETE; OPTIONS where websites may call.',
    tests: [method],
  },
  {
    id: 'http-safety',
    asks: 'GET is safe, PUT and DELETE are idempotent',
    state: 'met',
    how: 'A PUT of what is so already changes nothing. A POST takes an `Idempotency-Key`.',
    tests: [reading, unchanged],
  },
  {
    id: 'http-response-code',
    asks: 'the status that fits; no stack traces',
    state: 'met',
    how: '[errors.md](errors.md) has all of them.',
    tests: [wrong, unexpected],
  },
  {
    id: 'stateless',
    asks: 'no sessions on the server',
    state: 'met',
    how: 'No cookie, and nothing of a resident is kept from one call to the next.',
    tests: [pages, privacy],
  },
  {
    id: 'nested-child',
    asks: 'children under their parents',
    state: 'met',
    how: 'Such as `/services/{id}/capacity-links/{link}`.',
    tests: [names],
  },
  {
    id: 'resource-operations',
    asks: 'an operation is a resource',
    state: 'met',
    how: '`/matches` is one of its own, `/keys/{key}/rotations` one of its key.',
    tests: [names],
  },
  {
    id: 'error-handling/problem-details',
    asks: '`application/problem+json` with `status`, `title` and `detail`',
    state: 'met',
    how: 'And `type`, `instance`, `code`. Pages for people answer with a page.',
    tests: [wrong, busy, socket, pages],
  },
  {
    id: 'error-handling/invalid-input',
    asks: '400 for invalid input, not 422',
    state: 'met',
    how: 'Also for a query key or a field that is not described.',
    tests: [wrong, refused],
  },
  {
    id: 'error-handling/all-errors',
    asks: 'all errors at once',
    state: 'met',
    how: 'Each with its place, at most 100.',
    tests: [refused, documents],
  },
  {
    id: 'doc-openapi',
    asks: 'OpenAPI 3',
    state: 'met',
    how: 'OpenAPI 3.1, made from what the service checks. `npm run lint:api` lets Redocly, a validator and Spectral with the ruleset look at it; they may find nothing.',
    tests: [described, examples],
  },
  {
    id: 'doc-openapi-contact',
    asks: 'whom to ask',
    state: 'met',
    how: 'Set by the deployer (`CONTACT_NAME` and others).',
    tests: [version],
  },
  {
    id: 'doc-language',
    asks: 'the description in Dutch',
    state: 'explained',
    how: 'English, as its names are and as the Standard for Public Code asks of code and docs.',
    tests: [],
  },
  {
    id: 'publish-openapi',
    asks: 'at `/openapi.json` under the base, for everybody',
    state: 'met',
    how: '`/v1/openapi.json`, without a key, for any website.',
    tests: [version],
  },
  {
    id: 'deprecation-schedule',
    asks: 'say in time what goes',
    state: 'met',
    how: 'Six months before, at least: [GOVERNANCE.md](../GOVERNANCE.md#versions).',
    tests: [],
  },
  {
    id: 'transition-period',
    asks: 'old versions stay for a fixed time, at most two at once',
    state: 'met',
    how: 'As [GOVERNANCE.md](../GOVERNANCE.md#versions) promises; there is one now.',
    tests: [],
  },
  { id: 'uri-version', asks: 'the major version in the address', state: 'met', how: '`/v1`.', tests: [version] },
  {
    id: 'changelog',
    asks: 'a public changelog',
    state: 'met',
    how: '[CHANGELOG.md](../CHANGELOG.md).',
    tests: [],
  },
  { id: 'semver', asks: 'Semantic Versioning', state: 'met', how: '`info.version`.', tests: [version] },
  {
    id: 'version-header',
    asks: '`API-Version` on every response',
    state: 'met',
    how: 'Also on pages, files, and on what is no HTTP at all.',
    tests: [version, wrong, pages, socket],
  },
  {
    id: 'transport/tls',
    asks: 'TLS as the NCSC advises',
    state: 'deployer',
    how: 'A proxy before the service: [operations.md](operations.md). Every reply says `Strict-Transport-Security`.',
    tests: [pages],
  },
  {
    id: 'transport/no-sensitive-uris',
    asks: 'nothing sensitive in an address',
    state: 'explained',
    how: 'Answers of residents are sent with POST. A link of a helper (`/capacity/{token}`) does hold a secret: a helper has no account, and a link is what everybody can open. It is never logged, not passed on as referrer, and can be revoked.',
    tests: [method, privacy, token],
  },
  {
    id: 'transport/security-headers',
    asks: '`Cache-Control: no-store`, a policy of `none`, and others, on every response',
    state: 'explained',
    how: 'All are there, but: what is published is open data and may be kept by caches (and what has its digest in its address, for ever); the explorer and the page of a helper may load their own scripts and styles, nothing inline and nothing of others. `Feature-Policy` is no header of browsers any more.',
    tests: [wrong, pages, socket, caching, explorer],
  },
  {
    id: 'transport/cors',
    asks: 'only websites that are known, `*` for open data',
    state: 'met',
    how: 'Partners may match, any website may read what is published, none may send a key.',
    tests: [origins, pages],
  },
  {
    id: 'modules/geospatial',
    asks: 'for geographic data',
    state: 'unused',
    how: 'Areas are terms of a taxonomy, with postcodes; there are no coordinates.',
    tests: [],
  },
  {
    id: 'modules/signing',
    asks: 'for signed messages',
    state: 'unused',
    how: 'Digests and seals show a change; they are no signatures.',
    tests: [],
  },
  { id: 'modules/encryption', asks: 'for encrypted messages', state: 'unused', how: 'TLS only.', tests: [] },
  {
    id: 'transport: content types',
    asks: '415 for another type; `Accept` is looked at',
    state: 'explained',
    how: '415, also without a type. `Accept` is passed over: each operation has one type, or a parameter `format`, so that a link to a file can be shared.',
    tests: [mediaTypes, wrong],
  },
]

const states: Readonly<Record<DesignRule['state'], string>> = {
  met: 'met',
  explained: '**explained**',
  deployer: 'deployer',
  unused: 'not used',
}

/** The table of docs/api-design-rules.md. */
export function designRulesTable(): string {
  const rows = designRules.map(({ id, asks, state, how, tests }) => {
    const shown = tests.map(([file, sentence]) => `[${sentence}](../${file})`).join('; ')
    return `| ${id} | ${asks} | ${states[state]} | ${how} | ${shown} |`
  })
  return ['| rule | asks | here | how, or why not | shown by the test |', '|---|---|---|---|---|', ...rows].join('\n')
}
