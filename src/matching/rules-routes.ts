import { ref } from '../http/component-schemas.js'
import { ApiError } from '../http/problems.js'
import { sendPublished } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import { NotModifiedSchema } from '../http/shared-schemas.js'
import type { Rules } from '../words/rules.js'
import { QuestionSetRulesSchema, RulesParams, RulesQuery } from './rules-schemas.js'

export interface RulesRoutesOptions {
  readonly releaseAt: (number: number | undefined, place: { readonly parameter: string }) => RulesAt | Promise<RulesAt>
}

interface RulesAt {
  readonly release: { readonly digest: string }
  readonly ask: { rules(id: string, language?: string): Rules | undefined | Promise<Rules | undefined> }
}

/** `GET /v1/question-sets/{id}/rules`: what the questions do, for who answers them. */
export function registerRulesRoutes(app: Server, { releaseAt }: RulesRoutesOptions): void {
  const schema = {
    operationId: 'getQuestionSetRules',
    summary: 'Read how a question set chooses, in plain sentences',
    description:
      'What each answer does, how many places of which kind there are and who goes first among equals: made from the question set itself, so that it is never out of date.',
    tags: ['Matching'],
    params: RulesParams,
    querystring: RulesQuery,
    response: { 200: ref(QuestionSetRulesSchema, { description: 'The rules' }), 304: NotModifiedSchema },
  }
  app.get('/v1/question-sets/:id/rules', { config: { cors: 'public' }, schema }, async ({ params, query }, reply) => {
    const { ask, release } = await releaseAt(query.release, { parameter: 'release' })
    const rules = await ask.rules(params.id, query.language)
    if (rules === undefined)
      throw new ApiError('not-found', { detail: 'The release has no question set with this id.' })
    return sendPublished(reply, release.digest, rules)
  })
}
