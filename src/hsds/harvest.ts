import { type Fields, isFields, textOf } from './fields.js'

/** Why the records at an address could not be had, as a sentence. */
export class HarvestError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'HarvestError'
  }
}

export type Fetch = (address: string, options: { readonly signal: AbortSignal }) => Promise<Response>

const SECONDS = 1_000
const LONGEST_CALL_MS = 60 * SECONDS
/** Far above any catalogue: a list that never ends is a fault of theirs. */
const MOST_PAGES = 100_000

/**
 * The records at an address as a body for an import, whole: of an API of HSDS (its root, or one of its lists, page after
 * page) or of a file.
 *
 * @throws HarvestError
 */
export async function* harvest(address: string, fetch: Fetch = globalThis.fetch): AsyncGenerator<Buffer> {
  let isEmpty = true
  for await (const part of recordsAt(address, fetch)) {
    isEmpty = false
    yield part
  }
  // A list in which nothing stands is no fault: what changed since yesterday, say.
  if (isEmpty) yield Buffer.from('[]\n')
}

async function* recordsAt(address: string, fetch: Fetch): AsyncGenerator<Buffer> {
  const response = await asked(address, fetch)
  if (/ndjson/.test(response.headers.get('content-type') ?? '')) {
    for await (const chunk of response.body ?? []) yield Buffer.from(chunk)
    return
  }
  const text = await bodyOf(address, response)
  const value = jsonIn(text)
  if (isFields(value) && textOf(value, 'openapi_url') !== undefined) {
    const root = address.replace(/\/+$/, '')
    yield* pagesOf(`${root}/services?full=true`, fetch)
    // Organizations without a service; HSDS lets an API leave this list out.
    yield* pagesOf(`${root}/organizations?full=true`, fetch, { isOptional: true })
  } else if (isFields(value) && Array.isArray(value.contents)) yield* pagesOf(address, fetch)
  else yield Buffer.from(text)
}

async function* pagesOf(
  list: string,
  fetch: Fetch,
  { isOptional = false }: { readonly isOptional?: boolean } = {},
): AsyncGenerator<Buffer> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const url = new URL(list)
    url.searchParams.set('page', String(page))
    const response = await fetched(url.href, fetch)
    if (isOptional && response.status === 404) return
    const value = jsonIn(await bodyOf(url.href, refuseFailure(url.href, response)))
    if (!isFields(value) || !Array.isArray(value.contents)) throw new HarvestError(`${url.href} gives no page of HSDS.`)
    for (const record of value.contents) {
      if (isFields(record)) yield lineOf(await wholeOf(record, url, fetch))
    }
    const pages = typeof value.total_pages === 'number' ? value.total_pages : undefined
    const isLast = value.contents.length === 0 || value.last_page === true || (pages !== undefined && page >= pages)
    if (isLast) return
  }
  throw new HarvestError(`${list} has more than ${MOST_PAGES} pages.`)
}

/** A record with its lists: as the page has it, or by its id where the page has none of them. */
async function wholeOf(record: Fields, list: URL, fetch: Fetch): Promise<Fields> {
  const id = textOf(record, 'id')
  if (id === undefined || Object.values(record).some(Array.isArray)) return record
  const address = `${list.origin}${list.pathname.replace(/\/+$/, '')}/${encodeURIComponent(id)}`
  const value = jsonIn(await bodyOf(address, await asked(address, fetch)))
  if (isFields(value)) return value
  throw new HarvestError(`${address} gives no record of HSDS.`)
}

function lineOf(record: Fields): Buffer {
  return Buffer.from(`${JSON.stringify(record)}\n`)
}

async function asked(address: string, fetch: Fetch): Promise<Response> {
  return refuseFailure(address, await fetched(address, fetch))
}

function refuseFailure(address: string, response: Response): Response {
  if (response.ok) return response
  throw new HarvestError(`${address} answers with status ${response.status}.`)
}

async function fetched(address: string, fetch: Fetch): Promise<Response> {
  try {
    return await fetch(address, { signal: AbortSignal.timeout(LONGEST_CALL_MS) })
  } catch (error) {
    throw new HarvestError(`${address} can't be reached: ${reasonOf(error)}.`)
  }
}

async function bodyOf(address: string, response: Response): Promise<string> {
  try {
    return await response.text()
  } catch (error) {
    throw new HarvestError(`${address} did not send all: ${reasonOf(error)}.`)
  }
}

/** What is no JSON is left to the import, which says where. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The cause of a failed fetch says more than the error around it. */
function reasonOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : { cause: undefined }
  const told = cause instanceof Error && cause.message !== '' ? cause : error
  return told instanceof Error ? told.message : String(told)
}
