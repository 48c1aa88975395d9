import { isIP } from 'node:net'
import { databasePath } from './storage/gate.js'

/** One setting: its variable, what it means, and how its text becomes a value. */
interface Variable<T> {
  readonly name: string
  /** As the documentation shows it. */
  readonly standard: string
  readonly meaning: string
  /** Completes "NAME must be …"; never holds the text that was given, which may be a secret. */
  readonly expected: string
  /** Gives undefined for a text that is not right; an absent or empty variable arrives as undefined. */
  readonly read: (given: string | undefined) => T | undefined
}

/** `standard` is the value of an absent variable: null where absence means something itself. */
function variable<T>(
  name: string,
  standard: T | null,
  meaning: string,
  rule: { expected: string; read: (given: string) => T | undefined },
): Variable<T> {
  return {
    name,
    standard: standard === null ? '' : String(standard),
    meaning,
    expected: rule.expected,
    read: (given) => (given === undefined ? (standard ?? undefined) : rule.read(given)),
  }
}

/** A variable that may be absent: null then. */
function optional<T>(
  name: string,
  meaning: string,
  rule: { expected: string; read: (given: string) => T | undefined },
) {
  const { read, ...rest } = variable<T>(name, null, meaning, rule)
  return { ...rest, read: (given) => (given === undefined ? null : read(given)) } satisfies Variable<T | null>
}

const matching = (pattern: RegExp, expected: string) => ({
  expected,
  read: (given: string) => (pattern.test(given) ? given : undefined),
})

const integer = (least: number, most: number) => ({
  expected: `a whole number from ${least} to ${most}`,
  read: (given: string) => {
    const value = /^\d{1,12}$/.test(given) ? Number(given) : Number.NaN
    return value >= least && value <= most ? value : undefined
  },
})

const oneOf = <T extends string>(...values: readonly T[]) => ({
  expected: `one of ${values.join(', ')}`,
  read: (given: string) => values.find((value) => value === given),
})

const webAddress = {
  expected: 'a web address that starts with https:// or http://, without a query or a fragment',
  read: (given: string) => {
    if (!URL.canParse(given)) return undefined
    const url = new URL(given)
    const isPlain = url.search === '' && url.hash === '' && url.username === '' && url.password === ''
    return /^https?:$/.test(url.protocol) && isPlain ? given.replace(/\/+$/, '') : undefined
  },
}

const timeZone = {
  expected: 'a time zone of the IANA list, such as Europe/Amsterdam',
  read: (given: string) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone
    } catch {
      return undefined
    }
  },
}

const proxies = {
  expected: 'addresses or ranges with commas between them, such as 10.0.0.1,192.168.0.0/16, or loopback',
  read: (given: string) => {
    const parts = given.split(',').map((part) => part.trim())
    return parts.every(isProxy) ? Object.freeze(parts) : undefined
  },
}

function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

const giniRule = /^gini<(1|0?\.\d{1,3})$/
const namedRules = ['formal-and-informal', 'reachable', 'choice'] as const

const publishRules = {
  expected:
    'rules with commas between them, each once: formal-and-informal, reachable, choice, and gini< with a number above 0, at most 1 and with at most 3 decimals, such as gini<0.6',
  read: (given: string) => {
    const texts = given.split(',').map((part) => part.replaceAll(/\s/g, ''))
    const rules = texts.flatMap((text) => ruleOf(text) ?? [])
    const isOnce = new Set(rules.map((rule) => rule.replace(/<.*/, ''))).size === texts.length
    // In one order, so that the same rules are the same text in every release.
    return isOnce ? Object.freeze(rules.sort()) : undefined
  },
}

function ruleOf(text: string): (typeof namedRules)[number] | `gini<${number}` | undefined {
  const below = Number(giniRule.exec(text)?.[1] ?? 0)
  return below > 0 ? `gini<${below}` : namedRules.find((name) => name === text)
}

const month = matching(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'a year and a month, such as 2027-01')
const languageTag = matching(/^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/, 'a language tag such as nl')
const sqliteFile = matching(/^file:.+$/, 'file: and the path of an SQLite database')
/** Values of the publication standard 1.0 of the Dutch Algorithm Register. */
const statuses = ['In ontwikkeling', 'In gebruik', 'Buiten gebruik'] as const
const categories = ['Hoog-risico AI-systeem', 'Impactvolle algoritmes', 'Overige algoritmes'] as const
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const variables = {
  host: variable('HOST', '127.0.0.1', 'address to listen on; `0.0.0.0` for all', matching(/^\S+$/, 'an address')),
  port: variable('PORT', 3000, 'port to listen on', integer(0, 65_535)),
  metricsPort: optional(
    'METRICS_PORT',
    'port of the Prometheus metrics; without one there are none',
    integer(0, 65_535),
  ),
  demoPort: variable('DEMO_PORT', 3001, 'port of the pages of partners that `serve --demo` shows', integer(1, 65_535)),
  publicUrl: optional(
    'PUBLIC_URL',
    'where the outside world finds the service; `http://localhost:PORT` if absent',
    webAddress,
  ),
  trustProxy: variable<readonly string[]>(
    'TRUST_PROXY',
    [],
    'reverse proxies whose `X-Forwarded-*` headers count',
    proxies,
  ),
  databaseUrl: variable('DATABASE_URL', 'file:./data/mokummatch.sqlite', 'where the catalogue is kept', sqliteFile),
  compiledFile: optional(
    'COMPILED_FILE',
    'where a large release is kept as it was compiled, so that the next start is quick (`docs/operations.md`); the path of the database and `.compiled` if absent',
    matching(/^[^\0]+$/, 'the path of a file, or none'),
  ),
  adminKey: optional(
    'MOKUMMATCH_ADMIN_KEY',
    'the first key, taken as it is',
    matching(/^[!-~]{32,512}$/, 'at least 32 visible ASCII characters'),
  ),
  logLevel: variable<(typeof levels)[number]>('LOG_LEVEL', 'info', 'least level that is logged', oneOf(...levels)),
  defaultLanguage: variable('DEFAULT_LANGUAGE', 'nl', 'language that every text of the catalogue has', languageTag),
  avoidedWordsFile: optional(
    'AVOIDED_WORDS_FILE',
    'words that texts should not use, in place of the built-in list (`docs/writing.md`)',
    matching(/^[^\0]+$/, 'the path of a JSON file, as `mokummatch lint --words` writes it'),
  ),
  hsdsNamespace: variable(
    'HSDS_NAMESPACE',
    '833565f9-5b1a-4fca-9ded-9f7ba0b694d1',
    'in which the UUIDs of HSDS are made of ids; another one for a city whose data meets that of others (`docs/hsds.md`)',
    matching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'a UUID in lower case'),
  ),
  hsdsCountry: variable(
    'HSDS_COUNTRY',
    'NL',
    'country of the addresses of HSDS',
    matching(/^[A-Z]{2}$/, 'two letters of ISO 3166'),
  ),
  hsdsMappingFile: optional(
    'HSDS_MAPPING_FILE',
    'what stands for the terms of others when HSDS is imported (`docs/hsds.md`)',
    matching(/^[^\0]+$/, 'the path of a JSON file'),
  ),
  timeZone: variable('TIME_ZONE', 'Europe/Amsterdam', 'where midnight falls when a capacity ends', timeZone),
  rotationDays: variable(
    'ROTATION_DAYS',
    7,
    'days after which equal organizations take turns; 0: never by itself',
    integer(0, 365),
  ),
  publishRules: variable<readonly ((typeof namedRules)[number] | `gini<${number}`)[]>(
    'PUBLISH_RULES',
    [],
    'what drafts are proven to hold before they are published (`docs/proofs.md`); nothing if absent',
    publishRules,
  ),
  publishRulesMatches: variable(
    'PUBLISH_RULES_MATCHES',
    200_000,
    'how many patterns such a proof draws where there are too many to match all',
    integer(1_000, 10_000_000),
  ),
  matchBodyLimitBytes: variable(
    'MATCH_BODY_LIMIT_BYTES',
    16_384,
    'longest body of a match and of small calls',
    integer(1_024, 1_048_576),
  ),
  documentBodyLimitBytes: variable(
    'DOCUMENT_BODY_LIMIT_BYTES',
    8_388_608,
    'longest body of one draft',
    integer(16_384, 268_435_456),
  ),
  importBodyLimitBytes: variable(
    'IMPORT_BODY_LIMIT_BYTES',
    1_073_741_824,
    'longest body of an import',
    integer(16_384, 4_294_967_296),
  ),
  publishedMaxAgeSeconds: variable(
    'PUBLISHED_MAX_AGE_SECONDS',
    60,
    'how long browsers and caches keep what is published before they look again; bundles and files of the SDK never change',
    integer(0, 3_600),
  ),
  rateLimitAnonymousPerMinute: variable(
    'RATE_LIMIT_ANONYMOUS_PER_MINUTE',
    600,
    'calls without a key, for each address and replica',
    integer(1, 1_000_000),
  ),
  rateLimitKeyPerMinute: variable(
    'RATE_LIMIT_KEY_PER_MINUTE',
    1_200,
    'calls with a key, for each key and replica',
    integer(1, 1_000_000),
  ),
  contactName: variable(
    'CONTACT_NAME',
    'MokumMatch',
    'who runs this service',
    matching(/^[^\p{Cc}]{1,100}$/u, 'a name of at most 100 characters'),
  ),
  contactEmail: variable(
    'CONTACT_EMAIL',
    'info@example.org',
    'mailbox for questions and security reports',
    matching(/^[^\s@]{1,64}@[^\s@]{1,255}$/, 'a mail address'),
  ),
  contactUrl: variable('CONTACT_URL', 'https://example.org', 'page about the one who runs it', webAddress),
  processingActivityId: optional(
    'PROCESSING_ACTIVITY_ID',
    'address of matching in your register of processing activities; log lines of matches name it',
    webAddress,
  ),
  algorithmStatus: variable<(typeof statuses)[number]>(
    'ALGORITHM_STATUS',
    'In ontwikkeling',
    'what `/v1/algorithm-description` says of its use',
    oneOf(...statuses),
  ),
  algorithmCategory: variable<(typeof categories)[number]>(
    'ALGORITHM_CATEGORY',
    'Impactvolle algoritmes',
    'how who runs the service has assessed it, for the same entry',
    oneOf(...categories),
  ),
  algorithmBeginDate: optional('ALGORITHM_BEGIN_DATE', 'since when it is in use, for the same entry', month),
  algorithmEndDate: optional('ALGORITHM_END_DATE', 'until when it was in use, for the same entry', month),
  algorithmLawfulBasis: optional(
    'ALGORITHM_LAWFUL_BASIS',
    'law on which its use is based, in Dutch, for the same entry',
    matching(/^[^\p{Cc}]{1,2500}$/u, 'a text of at most 2500 characters'),
  ),
  sourceUrl: optional('SOURCE_URL', 'where the source code of this deployment can be read', webAddress),
}

type Values = { [K in keyof typeof variables]: (typeof variables)[K] extends Variable<infer T> ? T : never }

/** The settings of one process; names carry units. */
export type Config = Readonly<Omit<Values, 'publicUrl'> & { publicUrl: string }>

/** Thrown with every wrong variable at once; the sentences hold no values. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The configuration is not right:\n${problems.map((problem) => `- ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/**
 * Reads the settings from the environment.
 * @throws ConfigError naming every variable that is not right
 * @throws StorageError where `DATABASE_URL` names no file that can be a database
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const problems: string[] = []
  const entries = Object.entries(variables).map(([key, { name, expected, read }]) => {
    const value = read(env[name]?.trim() || undefined)
    if (value === undefined) problems.push(`${name} must be ${expected}.`)
    return [key, value]
  })
  if (problems.length > 0) throw new ConfigError(problems)
  const values = Object.fromEntries(entries) as Values
  const { publicUrl, compiledFile, port, databaseUrl, algorithmBeginDate: begin, algorithmEndDate: end } = values
  if (begin !== null && end !== null && end < begin)
    throw new ConfigError(['ALGORITHM_END_DATE must be the month of ALGORITHM_BEGIN_DATE or a later one.'])
  return Object.freeze({
    ...values,
    publicUrl: publicUrl ?? `http://localhost:${port}`,
    compiledFile: compiledFile === 'none' ? null : (compiledFile ?? `${databasePath(databaseUrl)}.compiled`),
  })
}

/** The table of `docs/configuration.md`. */
export function configurationTable(): string {
  const rows = Object.values(variables).map(
    ({ name, standard, meaning, expected }) =>
      `| \`${name}\` | ${standard === '' ? '' : `\`${standard}\``} | ${meaning} | ${expected} |`,
  )
  return ['| variable | if absent | what it is | what it must be |', '|---|---|---|---|', ...rows].join('\n')
}
