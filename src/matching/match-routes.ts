import type { FastifyReply, FastifyRequest } from 'fastify'
import { ref } from '../http/component-schemas.js'
import { ApiError, toApiError } from '../http/problems.js'
import type { Server } from '../http/server.js'
import { createBatch } from './batch.js'
import { matchExamples } from './match-examples.js'
import { MatchRequestSchema, type MatchResultBody, MatchResultSchema } from './match-schemas.js'
import type { MatchReply, MatchReplyJson, MatchRequest, Unmatched } from './matching.js'
import type { JsonBytes } from './result-as-json.js'

/** A match on the drafts, or what keeps them from being published. */
export type DraftMatchReply = MatchReply | Unpublishable

interface Unpublishable {
  readonly unpublishable: readonly UnpublishableProblem[]
}

interface UnpublishableProblem {
  readonly type: string
  readonly id: string
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

interface MatchedAt {
  readonly ask: { matchAsJson(request: MatchRequest): MatchReplyJson | Promise<MatchReplyJson> }
}

export interface MatchRoutesOptions {
  /** The release in force, or the one with this number; throws an ApiError where there is none. */
  readonly releaseAt: (
    number: number | undefined,
    place: { readonly pointer: string },
  ) => MatchedAt | Promise<MatchedAt>
  /** Matches on the drafts for who may see them; throws an ApiError for anybody else. */
  readonly matchDrafts: (match: MatchRequest, request: FastifyRequest) => Promise<DraftMatchReply>
  /** Told after each match how long it took; nothing of the match itself. */
  readonly onMatch?: ((seconds: number) => void) | undefined
  /** Address of matching in the register of processing activities, where there is one. */
  readonly activityId: string | undefined
}

const here = { pointer: '/release' }

const schema = {
  operationId: 'match',
  summary: 'Get three places for a first conversation',
  description:
    'Answers in, three places to choose from out, with reasons. A pure function: the same request on the same release gives the same result, for everybody. Nothing of it is stored or logged; it is a POST so that answers never stand in an address.',
  tags: ['Matching'],
  // A key only for the drafts.
  security: [{}, { key: [] }],
  body: ref(MatchRequestSchema),
  response: { 200: ref(MatchResultSchema, { description: 'Places to choose from, with reasons' }) },
}

/** `POST /v1/matches`. Answers go in and out of it and nowhere else: no log line, no storage, no error has them. */
export function registerMatchRoutes(
  app: Server,
  { releaseAt, matchDrafts, onMatch, activityId }: MatchRoutesOptions,
): void {
  const config = {
    ...(activityId !== undefined && { activityId }),
    cors: 'partners',
    problems: ['invalid-answers', 'unknown-reference', 'not-publishable', 'unauthenticated', 'forbidden'],
    examples: matchExamples,
  } as const
  const encode = createEncoder()
  // First all matches, then all replies.
  const matchSoon = createBatch<Waiting>((waiting) => {
    const payloads = waiting.map(payloadFor)
    for (const [i, { reply }] of waiting.entries()) {
      const payload = payloads[i]
      if (payload instanceof Promise) payload.then((late) => send(reply, late))
      else send(reply, payload)
    }
  })
  // Without a promise on the release in force: each costs a turn of the event loop's queue.
  app.post('/v1/matches', { schema, config }, (request, reply) => {
    const { body } = request
    if (body.release === 'draft') return matchOnDrafts(body, request)
    const found = releaseAt(body.release, here)
    const match = ({ ask }: MatchedAt): void => matchSoon({ ask, body, reply })
    if (found instanceof Promise) found.then(match).catch((error) => send(reply, toApiError(error)))
    else match(found)
    return undefined
  })

  async function matchOnDrafts(body: MatchRequest, request: FastifyRequest) {
    return { ...resultOf(await matchDrafts(body, request)), receipt: null }
  }

  /** Never throws: what one match fails by is no matter of the others. */
  function payloadFor({ ask, body }: Waiting): Payload | Promise<Payload> {
    const began = performance.now()
    const write = (matched: MatchReplyJson): Payload => {
      if (!('json' in matched)) return refusalOf(matched)
      const bytes = encode(matched.json)
      onMatch?.((performance.now() - began) / 1_000)
      return bytes
    }
    try {
      const matched = ask.matchAsJson(body)
      return matched instanceof Promise ? matched.then(write).catch(toApiError) : write(matched)
    } catch (error) {
      return toApiError(error)
    }
  }
}

/** A match that has not been made yet. */
interface Waiting extends MatchedAt {
  readonly body: MatchRequest
  readonly reply: FastifyReply
}

/** The bytes of a reply, or why there is none. */
type Payload = Buffer | ApiError

function send(reply: FastifyReply, payload: Payload | undefined): void {
  reply.type('application/json; charset=utf-8').send(payload)
}

const slabBytes = 2 ** 18

/** Makes replies into bytes, many in one piece of memory: to ask for a piece for each takes longer than to fill it. */
function createEncoder(): (json: JsonBytes) => Buffer {
  let slab = Buffer.alloc(0)
  let used = 0
  return (json) => {
    if (json.length > slab.length - used) {
      slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, json.length))
      used = 0
    }
    const start = used
    used += slab.write(json, start, 'latin1')
    return slab.subarray(start, used)
  }
}

/** @throws ApiError where there is no result, with all that is wrong */
function resultOf(matched: DraftMatchReply): MatchResultBody {
  if ('result' in matched) return matched.result
  throw refusalOf(matched)
}

function refusalOf(matched: Unmatched | Unpublishable): ApiError {
  if ('unknownQuestionSet' in matched) return unknownQuestionSet()
  if ('unpublishable' in matched) {
    const errors = matched.unpublishable.map(({ type, id, pointer, code, detail }) => ({
      pointer: `/${type}/${id}${pointer}`,
      code,
      detail,
    }))
    return new ApiError('not-publishable', { errors })
  }
  const errors = matched.problems.map(({ pointer, ...problem }) => ({ ...problem, pointer: `/answers${pointer}` }))
  return new ApiError('invalid-answers', { errors })
}

function unknownQuestionSet(): ApiError {
  const detail = 'This release has no such question set: GET /v1/question-sets lists them.'
  return new ApiError('unknown-reference', {
    errors: [{ pointer: '/questionSet', code: 'unknown-question-set', detail }],
  })
}
