import type { FastifyRequest } from 'fastify'

/**
 * What is said besides an edit that is made already. Where it can't be read, the edit is answered without: a fault would
 * let the client send it again, and be refused for its own edit.
 *
 * @param read of the state after the edit, which it does not keep others from editing
 */
export async function warningsOf<T>(
  request: FastifyRequest,
  read: () => Promise<readonly T[]>,
): Promise<{ readonly warnings?: T[] }> {
  try {
    return { warnings: [...(await read())] }
  } catch (error) {
    request.log.error({ err: error }, 'the warnings of an edit could not be read')
    return {}
  }
}
