import type { FastifyReply, FastifyRequest } from 'fastify'
import { pageLanguage } from '../http/page-language.js'
import { ApiError, logRefusal, toApiError } from '../http/problems.js'
import { readBody } from '../http/read-body.js'
import type { Server } from '../http/server.js'
import type { Reader, Storage } from '../storage/storage.js'
import type { Capacities } from './capacities.js'
import { CapacityPageQuery } from './capacity-schemas.js'
import { type CapacityForm, decide, type FormProblem, readForm } from './form.js'
import { nameOf } from './link.js'
import type { Links } from './links.js'
import { capacityPage, noticePage, type PageSettings, type Place } from './page.js'
import { pagePolicy } from './page-style.js'

export interface PageRoutesOptions extends PageSettings {
  readonly storage: Storage
  readonly links: Pick<Links, 'find' | 'noteUse'>
  readonly capacities: Pick<Capacities, 'set' | 'today'>
  /** A service as the newest release has it. */
  readonly readPlace: (db: Reader, service: string) => Promise<Place | undefined>
}

/** Of a form whose note is as long as a text may be, written with twelve bytes a character. */
const BODY_LIMIT_BYTES = 32_768

class Refused extends Error {
  readonly problem: FormProblem

  constructor(problem: FormProblem) {
    super(problem.problem)
    this.problem = problem
  }
}

/**
 * The page of a helper. The token in its address is all that opens it: no cookie, nothing that a browser sends by itself,
 * so no other site can make somebody's browser press a button without knowing the token.
 */
export function registerCapacityPage(app: Server, options: PageRoutesOptions): void {
  app.register(async (page: Server) => {
    page.addContentTypeParser('application/x-www-form-urlencoded', async (request: FastifyRequest) =>
      new TextDecoder().decode(await readBody(request)),
    )
    page.setErrorHandler((error, request, reply) => sendNotice(error, { request, reply, settings: options }))
    // What an app adds to an address that is shared must not keep anybody out, so a strange query is passed over.
    const schema = { querystring: CapacityPageQuery }
    page.get('/capacity/:token', { schema, attachValidation: true }, (request, reply) => show(request, reply, options))
    const form = { mediaTypes: ['application/x-www-form-urlencoded'] }
    page.post(
      '/capacity/:token',
      { schema, attachValidation: true, config: form, bodyLimit: BODY_LIMIT_BYTES },
      (request, reply) => change(request, reply, options),
    )
  })
}

async function show(request: FastifyRequest, reply: FastifyReply, options: PageRoutesOptions): Promise<FastifyReply> {
  const { storage, links, readPlace, capacities } = options
  const place = await storage.read(async (db) => {
    const link = await links.find(db, tokenOf(request))
    return link && readPlace(db, link.service)
  })
  if (place === undefined) throw new ApiError('not-found')
  const state = { language: languageOf(request), today: capacities.today(), isSaved: queryOf(request).saved === 'yes' }
  return sendPage(reply, 200, capacityPage(place, state, options))
}

async function change(request: FastifyRequest, reply: FastifyReply, options: PageRoutesOptions): Promise<FastifyReply> {
  const { storage, links } = options
  const link = await storage.read((db) => links.find(db, tokenOf(request)))
  if (link === undefined) throw new ApiError('not-found')
  const form = readForm(typeof request.body === 'string' ? request.body : '')
  if (form === undefined) throw new ApiError('invalid-request')
  try {
    await set(tokenOf(request), { form, by: nameOf(link), options })
  } catch (error) {
    const problem = error instanceof Refused ? error.problem : problemOf(error)
    if (problem === undefined) throw error
    return showRefused(request, reply, { form, problem, service: link.service, options })
  }
  // Back to a page that may be read again. Relative, so that it also holds behind a path of a proxy.
  return reply.redirect(`?language=${languageOf(request)}&saved=yes`, 303)
}

interface Setting {
  readonly form: CapacityForm
  readonly by: string
  readonly options: PageRoutesOptions
}

async function set(token: string, { form, by, options }: Setting): Promise<void> {
  const { links, readPlace, capacities, defaultLanguage } = options
  await capacities.set(by, async (db) => {
    // Looked at again under the lock: it may have been revoked meanwhile.
    const link = await links.find(db, token)
    const place = link && (await readPlace(db, link.service))
    if (link === undefined || place === undefined) throw new ApiError('not-found')
    const decided = decide(form, { present: place.capacity, language: defaultLanguage })
    if ('problem' in decided) throw new Refused(decided)
    await links.noteUse(db, link)
    return decided
  })
}

interface Refusal {
  readonly form: CapacityForm
  readonly problem: FormProblem
  readonly service: string
  readonly options: PageRoutesOptions
}

async function showRefused(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): Promise<FastifyReply> {
  const { form, problem, service, options } = refusal
  const place = await options.storage.read((db) => options.readPlace(db, service))
  if (place === undefined) throw new ApiError('not-found')
  const today = options.capacities.today()
  const state = { language: languageOf(request), today, isSaved: false, refused: { form, problem } }
  return sendPage(reply, 400, capacityPage(place, state, options))
}

/** What the API says of a capacity, as the page says it; undefined where it is about something else. */
function problemOf(error: unknown): FormProblem | undefined {
  if (!(error instanceof ApiError) || error.code !== 'invalid-document') return undefined
  const errorAt = (pointer: string) => error.errors.find((each) => each.pointer?.startsWith(pointer))
  const until = errorAt('/until')
  if (until) return { field: 'until', problem: until.code === 'past-day' ? 'pastDay' : 'noSuchDay' }
  return errorAt('/note') && { field: 'note', problem: 'noteUnreadable' }
}

interface Noticing {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly settings: PageSettings
}

function sendNotice(thrown: unknown, { request, reply, settings }: Noticing): FastifyReply {
  const error = toApiError(thrown)
  logRefusal(error, request)
  const notice = error.statusCode === 404 ? 'broken' : error.statusCode === 429 ? 'tooMany' : 'failed'
  reply.headers(error.headers)
  return sendPage(reply, error.statusCode, noticePage(notice, { language: languageOf(request), settings }))
}

function sendPage(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply
    .code(status)
    .headers({ 'content-security-policy': pagePolicy, 'x-robots-tag': 'noindex', vary: 'Accept-Language' })
    .type('text/html; charset=utf-8')
    .send(text)
}

function tokenOf({ params }: FastifyRequest): string {
  return (params as { readonly token: string }).token
}

function queryOf({ query }: FastifyRequest): { readonly language?: unknown; readonly saved?: unknown } {
  return query ?? {}
}

function languageOf(request: FastifyRequest) {
  return pageLanguage(queryOf(request).language, request.headers['accept-language'])
}
