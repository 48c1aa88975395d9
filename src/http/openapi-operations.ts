import { headerRefs, type Json, replayed } from './openapi-components.js'

/** A body to try in the explorer. */
export interface Example {
  readonly summary: string
  /** Text where the media type is not JSON. */
  readonly value: object | string
  /** `application/json` where absent. */
  readonly mediaType?: string
}

/** An operation of the description; what begins with `x-` is what its route says of itself. */
export type Operation = Json & {
  responses: { [status: string]: Json }
  tags?: string[]
  parameters?: Json[]
  requestBody?: { content: { [mediaType: string]: Json } }
}

/**
 * Adds to an operation what its shape implies, as references to shared components, and takes away what its route said.
 *
 * @returns the statuses of its problems
 */
export function completeOperation(operation: Operation): ReadonlySet<number> {
  const problems = problemsOf(operation)
  for (const status of problems) operation.responses[status] = { $ref: `#/components/responses/Problem${status}` }
  operation.parameters?.forEach(keepOptional)
  describeHeaders(operation)
  addExamples(operation)
  delete operation['x-problems']
  delete operation['x-idempotent']
  delete operation['x-preconditions']
  delete operation['x-examples']
  return problems
}

function addExamples(operation: Operation): void {
  const examples = Object.entries((operation['x-examples'] ?? {}) as Readonly<Record<string, Example>>)
  for (const [mediaType, media] of Object.entries(operation.requestBody?.content ?? {})) {
    const own = examples.filter(([, example]) => (example.mediaType ?? 'application/json') === mediaType)
    if (own.length === 0) continue
    media.examples = Object.fromEntries(own.map(([name, { summary, value }]) => [name, { summary, value }]))
  }
}

/** The explorer fills in the example of a parameter: that of an optional one stands in its schema, where it only shows. */
function keepOptional(parameter: Json): void {
  if (parameter.required === true || !('example' in parameter)) return
  parameter.schema = { ...(parameter.schema as Json), examples: [parameter.example] }
  delete parameter.example
}

/** What can answer 304 has a tag. */
function describeHeaders(operation: Operation): void {
  const isConditional = operation['x-preconditions'] === true
  const isReplaced = isConditional && 'requestBody' in operation
  const isRead = operation.responses[304] !== undefined
  const isTagged = isRead || isReplaced
  const isIdempotent = operation['x-idempotent'] === true
  if (isRead) addParameter(operation, 'IfNoneMatch')
  if (isConditional) addParameter(operation, 'IfMatch')
  if (isReplaced) addParameter(operation, 'ToCreate')
  if (isIdempotent) addParameter(operation, 'IdempotencyKey')
  for (const [status, response] of Object.entries(operation.responses)) {
    if ('$ref' in response) continue
    response.headers = {
      ...headerRefs,
      ...(isTagged && { ETag: { $ref: '#/components/headers/ETag' } }),
      ...((status === '201' || status === '202') && { Location: { $ref: '#/components/headers/Location' } }),
      ...(isIdempotent && { 'Idempotency-Replayed': replayed }),
    }
  }
}

function addParameter(operation: Operation, name: string): void {
  operation.parameters = [...(operation.parameters ?? []), { $ref: `#/components/parameters/${name}` }]
}

function problemsOf(operation: Operation): Set<number> {
  const parameters = operation.parameters ?? []
  const hasPath = parameters.some((parameter) => parameter.in === 'path')
  const hasBody = 'requestBody' in operation
  const needsKey = Array.isArray(operation.security) && operation.security.length > 0
  return new Set([
    ...[400, 429, 431, 500, 503],
    ...(hasPath ? [404, 414] : []),
    ...(hasBody ? [408, 413, 415] : []),
    ...(needsKey ? [401, 403] : []),
    // The reply is kept, and for that there has to be room.
    ...(operation['x-idempotent'] === true ? [409, 507] : []),
    ...((operation['x-problems'] as number[] | undefined) ?? []),
  ])
}
