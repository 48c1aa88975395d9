import { apiVersion } from '../../src/http/response-headers.js'

interface AnyReply {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** By name, what the header of every reply has to look like. A page may load more than nothing; see its own tests. */
const everywhere: Readonly<Record<string, RegExp>> = {
  'api-version': new RegExp(`^${apiVersion.replaceAll('.', '\\.')}$`),
  'x-request-id': /^[A-Za-z0-9-]{8,64}$/,
  traceparent: /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/,
  'cache-control': /./,
  'content-security-policy': /^default-src 'none';(?!.*(unsafe-|\*|http:)).* base-uri 'none';.* frame-ancestors 'none'/,
  'referrer-policy': /^no-referrer$/,
  'strict-transport-security': /^max-age=31536000; includeSubDomains$/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
}

/** What would tell of a session, or with what the service was made. */
const nowhere = ['set-cookie', 'server', 'x-powered-by', 'via']

/** Headers that replies of a status have besides. */
const ofStatus: Readonly<Record<number, readonly string[]>> = {
  201: ['location'],
  401: ['www-authenticate'],
  405: ['allow'],
  429: ['retry-after'],
  503: ['retry-after'],
}

const members = {
  type: 'string',
  title: 'string',
  status: 'number',
  detail: 'string',
  instance: 'string',
  code: 'string',
}

/** In what this reply differs from the habits that all have, whatever they answer. */
export function faultsOfHabits({ statusCode, headers, body }: AnyReply): string[] {
  return [
    ...Object.entries(everywhere).flatMap(([name, form]) =>
      form.test(String(headers[name] ?? '')) ? [] : [`${name} is ${headers[name]}`],
    ),
    ...nowhere.filter((name) => headers[name] !== undefined).map((name) => `there is a header ${name}`),
    ...(ofStatus[statusCode] ?? []).filter((name) => headers[name] === undefined).map((name) => `${name} is missing`),
    ...(body === '' || headers['content-type'] !== undefined ? [] : ['content-type is missing']),
    ...(statusCode < 400 || isPage(headers) ? [] : faultsOfProblem({ statusCode, headers, body })),
  ]
}

function isPage(headers: AnyReply['headers']): boolean {
  return headers['content-type'] === 'text/html; charset=utf-8'
}

/** The body is empty where only the headers were asked for. */
function faultsOfProblem({ statusCode, headers, body }: AnyReply): string[] {
  const type = headers['content-type']
  if (type !== 'application/problem+json; charset=utf-8') return [`an error of the type ${type}`]
  if (body === '') return []
  const problem = JSON.parse(body)
  return [
    ...Object.entries(members).flatMap(([name, kind]) => (typeof problem[name] === kind ? [] : [`no ${name}`])),
    ...(problem.status === statusCode ? [] : [`the status ${problem.status} in a reply with ${statusCode}`]),
    ...(/^[A-Z`].*\.$/s.test(problem.detail) ? [] : ['the detail is no sentence']),
    ...(problem.instance === `urn:mokummatch:request:${headers['x-request-id']}` ? [] : ['another instance']),
    ...(headers['cache-control'] === 'no-store' ? [] : ['an error that may be kept']),
  ]
}
