import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { type Encoding, preferredEncoding } from '../http/encodings.js'
import { entityTag, isHeld } from '../http/entity-tags.js'
import { ApiError } from '../http/problems.js'
import { immutableCaching } from '../http/published-reply.js'
import type { Server } from '../http/server.js'
import type { SdkFile, SdkFiles } from './sdk-files.js'

/**
 * `GET /sdk/{version}/…`: what a page without a bundler embeds, and `manifest.json` with the `integrity` of each file. Any
 * origin may read them, because a browser compares that only then.
 */
export function registerSdkFileRoutes(app: Server, files: SdkFiles): void {
  const encode = createEncoder()
  app.get<{ Params: { version: string; '*': string } }>(
    '/sdk/:version/*',
    { schema: { hide: true }, config: { cors: 'public' } },
    async ({ params, headers }, reply) => {
      const file = files.get(`${params.version}/${params['*']}`)
      if (file === undefined)
        throw new ApiError('not-found', { detail: 'There is no such file of this version of the SDK.' })
      const encoding = preferredEncoding(headers['accept-encoding'], ['br', 'gzip'])
      const etag = entityTag(`${file.integrity} ${encoding}`)
      reply.headers({ etag, 'cache-control': immutableCaching, vary: 'Accept-Encoding' })
      if (isHeld(headers['if-none-match'], etag)) return reply.code(304).send()
      if (encoding !== 'identity') reply.header('content-encoding', encoding)
      return reply.type(file.type).send(await encode(file, encoding))
    },
  )
}

/** Compresses each file once, when it is first asked for. */
function createEncoder(): (file: SdkFile, encoding: Encoding | 'identity') => Promise<Buffer> | Buffer {
  const known = new Map<string, Promise<Buffer>>()
  return ({ integrity, body }, encoding) => {
    if (encoding === 'identity') return body
    const name = `${integrity} ${encoding}`
    const encoded = known.get(name) ?? (encoding === 'br' ? promisify(brotliCompress)(body) : promisify(gzip)(body))
    known.set(name, encoded)
    return encoded
  }
}
