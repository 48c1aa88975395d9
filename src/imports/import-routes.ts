import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { callerIn, mayCall } from '../http/caller.js'
import { ref } from '../http/component-schemas.js'
import { ApiError, type FieldError } from '../http/problems.js'
import { bodyStream } from '../http/read-body.js'
import type { Server } from '../http/server.js'
import { documentAsSent } from '../http/validation.js'
import type { ImportResult } from './apply-import.js'
import { type Content, type ExportShape, type Format, type ImportShape, mediaTypes } from './formats.js'
import { importExamples, lineExamples, sheetExamples } from './import-examples.js'
import type { ImportMode } from './import-report.js'
import {
  CatalogueDocumentsSchema,
  ExportQuery,
  ImportQuery,
  ImportReportSchema,
  LinesSchema,
  SheetSchema,
} from './import-schemas.js'
import { type Received, receive } from './received.js'
import type { SheetType } from './sheet-columns.js'
import type { Problems } from './stage.js'

/** What a caller asks for. */
export interface ImportCall {
  readonly shape: ImportShape
  readonly mode: ImportMode
  readonly dryRun: boolean
  /** Name of the key. */
  readonly by: string
  readonly takesQuestionSets: boolean
}

export interface ImportRoutesOptions {
  /** Imports, and keeps the reply for a repeated call in the same transaction. */
  readonly importDocuments: (request: FastifyRequest, content: Content, call: ImportCall) => Promise<ImportResult>
  readonly openExport: (shape: ExportShape) => Readable
  /** Longest body of an import, in bytes. */
  readonly bodyLimitBytes: number
  /** Where the bytes of a large body are while it comes. */
  readonly folder: string
}

const IMPORT_DEADLINE_MS = 600_000
const IMPORT_MINIMUM_BYTES_PER_SECOND = 1_024

const tags = ['Imports and exports']

/** Documents in, all or nothing; and out again. */
export function registerImportRoutes(app: Server, options: ImportRoutesOptions): void {
  // A scope of its own: here bodies are not read into memory.
  app.register(async (scope: Server) => {
    registerImport(scope, options)
  })
  registerExport(app, options)
}

function registerImport(app: Server, { importDocuments, bodyLimitBytes, folder }: ImportRoutesOptions): void {
  const bodies = new WeakMap<FastifyRequest, Received>()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(Object.values(mediaTypes), async (request: FastifyRequest) => {
    const body = await receive(bodyStream(request), folder)
    bodies.set(request, body)
    if (request.raw.headers['idempotency-key'] !== undefined) request.bodyDigest = body.digest
  })
  app.addHook('onResponse', async (request) => bodies.get(request)?.discard())
  app.post(
    '/v1/imports',
    {
      bodyLimit: bodyLimitBytes,
      validatorCompiler: documentAsSent(),
      config: {
        scope: 'catalogue:write',
        idempotent: true,
        mediaTypes: Object.values(mediaTypes),
        problems: ['invalid-import'],
        bodyDeadlineMs: IMPORT_DEADLINE_MS,
        bodyMinimumBytesPerSecond: IMPORT_MINIMUM_BYTES_PER_SECOND,
        examples: { ...importExamples, ...lineExamples, ...sheetExamples },
      },
      schema: {
        operationId: 'importDocuments',
        summary: 'Import documents into the drafts',
        description:
          'All or nothing: with any problem nothing is stored, and every problem is named with its place (at most 1,000, and the count). It changes drafts, and capacities, which take effect with the next release; publish to bring it into force. JSON, a line of JSON for each document (`application/x-ndjson`), or a sheet of organizations or services (`text/csv`, with `type`). With `format=hsds` records of HSDS, as JSON or in lines of JSON: the report then names what was not taken over.',
        tags,
        querystring: ImportQuery,
        body: {
          content: {
            [mediaTypes.json]: {
              schema: ref(CatalogueDocumentsSchema, {
                description: 'The documents; a list that is absent is not touched',
              }),
            },
            [mediaTypes.ndjson]: { schema: LinesSchema },
            [mediaTypes.csv]: { schema: SheetSchema },
          },
        },
        response: { 200: ref(ImportReportSchema, { description: 'What has changed, or would change' }) },
      },
    },
    async (request) => {
      const { type, mode, dryRun, format } = request.query
      const caller = callerIn(request)
      const shape = shapeOf(format ?? formatOf(request), type)
      // A long import says nothing for longer than a silent connection is kept. (A call without a network has no clock.)
      request.raw.socket.setTimeout?.(0)
      const result = await (bodies.get(request) ?? nobody).use((content) =>
        importDocuments(request, content, {
          shape,
          mode,
          dryRun,
          by: caller.name,
          takesQuestionSets: mayCall(caller, 'questions:write'),
        }),
      )
      if ('report' in result) return result.report
      throw refusal(result)
    },
  )
}

/** A call without a body. */
const nobody: Pick<Received, 'use'> = { use: (fn) => fn(Buffer.alloc(0)) }

function registerExport(app: Server, { openExport }: ImportRoutesOptions): void {
  app.get<{ Reply: Readable; Querystring: Static<typeof ExportQuery> }>(
    '/v1/exports',
    {
      config: { scope: 'catalogue:write' },
      schema: {
        operationId: 'exportDocuments',
        summary: 'Export the drafts in the shape of an import',
        description:
          'All drafts, and the capacities that are not open. Imported elsewhere and published, it gives the same release digest. As CSV one sheet, of organizations or services; as HSDS a line of JSON for each organization and each service.',
        tags,
        querystring: ExportQuery,
        response: {
          200: {
            description: 'All drafts, and the capacities that are not open',
            content: {
              [mediaTypes.json]: { schema: ref(CatalogueDocumentsSchema) },
              [mediaTypes.ndjson]: { schema: LinesSchema },
              [mediaTypes.csv]: { schema: SheetSchema },
            },
          },
        },
      },
    },
    async ({ query }, reply) => {
      const shape = shapeOf(query.format, query.type)
      const { format } = shape
      const { separator } = query
      if (format !== 'csv' && separator !== undefined)
        throw new ApiError('invalid-request', { errors: [forSheets('separator', 'have no cells')] })
      const name = format === 'csv' ? shape.type : format === 'hsds' ? format : 'export'
      const written = format === 'hsds' ? 'ndjson' : format
      return reply
        .header('content-disposition', `attachment; filename="mokummatch-${name}.${written}"`)
        .type(format === 'csv' ? `${mediaTypes.csv}; charset=utf-8` : mediaTypes[written])
        .send(openExport(format === 'csv' ? { ...shape, separator } : shape))
    },
  )
}

function formatOf({ raw: { headers } }: FastifyRequest): Format {
  const given = headers['content-type']?.split(';')[0]?.toLowerCase()
  return given === mediaTypes.csv ? 'csv' : given === mediaTypes.ndjson ? 'ndjson' : 'json'
}

/** @throws ApiError where a sheet has no type, or what holds all types has one */
function shapeOf(format: Format | 'hsds', type: SheetType | undefined): ImportShape {
  if (format === 'csv' && type !== undefined) return { format, type }
  if (format !== 'csv' && type === undefined) return { format }
  const error: FieldError =
    type === undefined
      ? { parameter: 'type', code: 'required', detail: 'Expected what the sheet is of: organizations or services.' }
      : forSheets('type', 'hold all types')
  throw new ApiError('invalid-request', { errors: [error] })
}

function forSheets(parameter: string, others: string): FieldError {
  return { parameter, code: 'unknown-parameter', detail: `Expected it with CSV only: the others ${others}.` }
}

function refusal({ problems, count }: Problems): ApiError {
  const told = count > problems.length ? ` The first ${problems.length} are named.` : ''
  const detail = `Nothing was imported, because of ${count} ${count === 1 ? 'problem' : 'problems'}.${told} Mend each place and send the whole import again.`
  return new ApiError('invalid-import', { detail, errors: problems })
}
