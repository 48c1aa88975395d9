import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Capacity, DocumentOf, DocumentType } from '../engine/index.js'
import type { Reader, Storage } from '../storage/storage.js'
import { listNames, lists } from './documents.js'

/** What exports need of the drafts and of the capacities beside them; both by id. */
export interface ExportStores {
  readonly drafts: {
    documents<T extends DocumentType>(db: Reader, type: T): AsyncIterable<{ readonly document: DocumentOf[T] }>
  }
  readonly capacities: { notOpen(db: Reader): Promise<readonly Capacity[]> }
}

/** Small pieces cost more to send than to make. */
const CHUNK_LENGTH = 65_536

/**
 * The drafts and the capacities that are not open as JSON text, in the shape of an import, read in one snapshot while
 * they are sent. An error on the way ends the stream with that error.
 */
export function openExport(storage: Storage, stores: ExportStores): Readable {
  const stream = new PassThrough()
  storage.read((db) => pipeline(chunks(exportText(db, stores)), stream)).catch((error) => stream.destroy(error))
  return stream
}

async function* chunks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = ''
  for await (const text of texts) {
    chunk += text
    if (chunk.length < CHUNK_LENGTH) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

async function* exportText(db: Reader, { drafts, capacities }: ExportStores): AsyncGenerator<string> {
  const services = new Set<string>()
  let opening = '{'
  for (const name of listNames) {
    const type = lists[name]
    yield `${opening}"${name}":[`
    opening = ',\n'
    if (type === 'capacity') {
      // A capacity outlives its service; nobody could import it without.
      const known = (await capacities.notOpen(db)).filter(({ service }) => services.has(service))
      yield known.map((capacity) => `\n${JSON.stringify(capacity)}`).join(',')
    } else {
      let separator = '\n'
      for await (const { document } of drafts.documents(db, type)) {
        if (type === 'service') services.add(document.id)
        yield separator + JSON.stringify(document)
        separator = ',\n'
      }
    }
    yield ']'
  }
  yield '}\n'
}
