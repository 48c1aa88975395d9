import { ref } from './component-schemas.js'
import { type ErrorCode, errorCodes } from './error-codes.js'
import { ApiError } from './problems.js'
import type { Server } from './server.js'
import { ProblemTypeSchema, problemTypeParams } from './shared-schemas.js'

/** What the `type` of a problem points to. */
export function registerProblemRoutes(app: Server): void {
  const schema = {
    operationId: 'getProblemType',
    summary: 'What a problem means and how to mend it',
    tags: ['Service'],
    params: problemTypeParams,
    response: { 200: ref(ProblemTypeSchema) },
  }
  app.get('/v1/problems/:code', { schema, config: { cors: 'public' } }, async ({ params: { code } }) => {
    if (!isErrorCode(code)) throw new ApiError('not-found')
    return { code, ...errorCodes[code] }
  })
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code)
}
