import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { ref } from '../http/component-schemas.js'
import { ApiError } from '../http/problems.js'
import type { Server } from '../http/server.js'
import { documentAsSent } from '../http/validation.js'
import type { Writer } from '../storage/storage.js'
import type { ImportOptions, ImportResult } from './apply-import.js'
import { importExamples } from './import-examples.js'
import { CatalogueDocumentsSchema, ImportQuery, ImportReportSchema } from './import-schemas.js'

export interface ImportRoutesOptions {
  readonly importDocuments: (body: unknown, options: ImportOptions) => Promise<ImportResult>
  readonly openExport: () => Readable
  /** Keeps the reply for a repeated call, in the transaction of the import. */
  readonly keepReply: (request: FastifyRequest, db: Writer, reply: { status: 200; body: object }) => Promise<void>
  /** Longest body of an import, in bytes. */
  readonly bodyLimitBytes: number
}

const IMPORT_DEADLINE_MS = 600_000
const IMPORT_MINIMUM_BYTES_PER_SECOND = 1_024

/** Documents in, all or nothing; and out again. */
export function registerImportRoutes(app: Server, options: ImportRoutesOptions): void {
  const tags = ['Imports and exports']
  const security = [{ key: [] }]
  app.post(
    '/v1/imports',
    {
      bodyLimit: options.bodyLimitBytes,
      validatorCompiler: documentAsSent(),
      config: {
        scope: 'catalogue:write',
        idempotent: true,
        problems: ['invalid-import', 'storage-full'],
        bodyDeadlineMs: IMPORT_DEADLINE_MS,
        bodyMinimumBytesPerSecond: IMPORT_MINIMUM_BYTES_PER_SECOND,
        examples: importExamples,
      },
      schema: {
        operationId: 'importDocuments',
        summary: 'Import documents into the drafts',
        description:
          'All or nothing: with any problem nothing is stored, and every problem is named with its place (at most 1,000, and the count). It changes drafts, and capacities, which take effect with the next release; publish to bring it into force.',
        tags,
        security,
        querystring: ImportQuery,
        body: ref(CatalogueDocumentsSchema, { description: 'The documents; a list that is absent is not touched' }),
        response: { 200: ref(ImportReportSchema, { description: 'What has changed, or would change' }) },
      },
    },
    async (request) => {
      const { body, query, caller } = request
      requireQuestionScope(body, caller?.scopes ?? [])
      const result = await options.importDocuments(body, {
        ...query,
        by: caller?.name ?? 'unknown',
        alongside: (db, report) => options.keepReply(request, db, { status: 200, body: report }),
      })
      if ('report' in result) return result.report
      throw refusal(result)
    },
  )
  app.get<{ Reply: Readable }>(
    '/v1/exports',
    {
      config: { scope: 'catalogue:write' },
      schema: {
        operationId: 'exportDocuments',
        summary: 'Export the drafts in the shape of an import',
        description:
          'All drafts, and the capacities that are not open. Imported elsewhere and published, it gives the same release digest.',
        tags,
        security,
        response: {
          200: ref(CatalogueDocumentsSchema, { description: 'All drafts, and the capacities that are not open' }),
        },
      },
    },
    async (_request, reply) =>
      reply
        .header('content-disposition', 'attachment; filename="mokummatch-export.json"')
        .type('application/json')
        .send(options.openExport()),
  )
}

function requireQuestionScope(body: unknown, scopes: readonly string[]): void {
  const namesQuestionSets = typeof body === 'object' && body !== null && 'questionSets' in body
  if (!namesQuestionSets || scopes.includes('admin') || scopes.includes('questions:write')) return
  throw new ApiError('forbidden', {
    detail: 'An import with questionSets needs a key with the scope questions:write too.',
  })
}

function refusal({ problems, count }: Exclude<ImportResult, { report: unknown }>): ApiError {
  const told = count > problems.length ? ` The first ${problems.length} are named.` : ''
  const detail = `Nothing was imported, because of ${count} ${count === 1 ? 'problem' : 'problems'}.${told} Mend each place and send the whole import again.`
  return new ApiError('invalid-import', { detail, errors: problems })
}
