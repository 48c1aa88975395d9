import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import imported from 'canonicalize'
import type { Capacity, QuestionSet } from '../engine/index.js'
import type { Storage } from '../storage/storage.js'
import {
  type BundleContent,
  type BundleParts,
  type BundleSettings,
  bundleMembers,
  contentOf,
  gatherVocabulary,
  type Languages,
  shownOnly,
  type Vocabulary,
} from './bundle.js'
import { addBundle, type BundleBody, type BundleKey, findBundle, keepBundle, removeOldBundles } from './bundle-store.js'
import type { Published } from './published.js'

// The package exports the function itself, while its types speak of a default export.
const canonicalize = imported as typeof imported & typeof imported.default

/** Where the bundle of the moment is, and what of the release is not in it. */
export interface BundlePointer {
  readonly release: number
  readonly releaseDigest: string
  readonly rotation: string
  readonly bundleDigest: string
  /** Of the services in the bundle, those that are not open. */
  readonly capacities: readonly Capacity[]
}

export interface BundleRequest {
  readonly questionSet: string
  /** BCP 47; the default of the question set where absent. */
  readonly language?: string | undefined
  readonly parts: BundleParts
}

export interface Bundles {
  /** Undefined where the release has no such question set. The first who asks waits until the bundle is made. */
  point(published: Published, request: BundleRequest): Promise<BundlePointer | undefined>
  /** Undefined where there is no such bundle, or it was too long ago that somebody was sent to it. */
  read(questionSet: string, digest: string): Promise<BundleBody | undefined>
}

export interface BundlesOptions extends BundleSettings {
  readonly storage: Storage
  readonly now: () => Date
}

/** How long a bundle answers after the last day on which somebody was sent to it. */
const KEPT_DAYS = 30
const DAY_MS = 86_400_000
/** A document takes some 20 µs: a match that came meanwhile waits for as many of them at most. */
const DOCUMENTS_PER_TURN = 64
/** What Brotli must save to be worth its place. */
const WORTH = 0.97

interface Made {
  readonly digest: string
  readonly languages: Languages
  readonly services: ReadonlySet<string>
  pointedOn: string
}

/** The bundles of the same documents, by question set and parts, then by language. */
type OfDocuments = Map<
  string,
  {
    readonly content: BundleContent
    readonly vocabulary: Promise<Vocabulary>
    readonly made: Map<string, Promise<Made>>
  }
>

/** Makes bundles when they are asked for, each once, in turns with whatever else there is to do. */
export function createBundles({ storage, now, ...settings }: BundlesOptions): Bundles {
  // A release that only changes capacities has the very documents of the one before, and so their bundles.
  const known = new WeakMap<Published['services'], OfDocuments>()
  const today = (daysAgo = 0): string => new Date(now().getTime() - daysAgo * DAY_MS).toISOString().slice(0, 10)

  /** Where nothing can be written, on a disk that is full say, a bundle that stands already stays for weeks nonetheless. */
  const orStands = async (key: BundleKey, write: () => Promise<boolean>): Promise<boolean> => {
    try {
      return await write()
    } catch (error) {
      if ((await storage.read((db) => findBundle(db, key))) === undefined) throw error
      return true
    }
  }

  const make = async (content: BundleContent, languages: Languages): Promise<Made> => {
    const { digest, ...body } = await compress(bundleMembers(content, languages, settings))
    const key = { questionSet: content.questionSet.id, digest }
    const pointedOn = today()
    await orStands(key, () =>
      storage.write(async (db) => {
        await addBundle(db, key, body, pointedOn)
        await removeOldBundles(db, today(KEPT_DAYS))
        return true
      }),
    )
    return { digest, languages, services: new Set(content.services.map(({ id }) => id)), pointedOn }
  }

  const documentsOf = (published: Published, questionSet: QuestionSet, parts: BundleParts) => {
    const ofDocuments: OfDocuments = known.get(published.services) ?? new Map()
    known.set(published.services, ofDocuments)
    const name = `${questionSet.id} ${parts}`
    const found = ofDocuments.get(name)
    if (found !== undefined) return found
    const content = contentOf(published, questionSet, parts)
    const vocabulary = inTurns(gatherVocabulary(content, settings))
    const entry = { content, vocabulary, made: new Map<string, Promise<Made>>() }
    ofDocuments.set(name, entry)
    return entry
  }

  const madeOf = async (published: Published, questionSet: QuestionSet, request: BundleRequest): Promise<Made> => {
    const { content, vocabulary, made } = documentsOf(published, questionSet, request.parts)
    const languages = (await vocabulary).languagesOf(request.language ?? questionSet.defaultLanguage, questionSet)
    const name = languages.shown.join(' ')
    const making = made.get(name) ?? make(content, languages)
    made.set(name, making)
    making.catch(() => made.delete(name))
    return making
  }

  /** A bundle stays for as long as somebody is sent to it; noting that once a day is enough. */
  const keep = async (made: Made, questionSet: string): Promise<boolean> => {
    const day = today()
    if (made.pointedOn === day) return true
    made.pointedOn = day
    const key = { questionSet, digest: made.digest }
    return orStands(key, () => storage.write((db) => keepBundle(db, key, day)))
  }

  return {
    async point(published, request) {
      const questionSet = published.questionSets.get(request.questionSet)
      if (questionSet === undefined) return undefined
      let made = await madeOf(published, questionSet, request)
      if (!(await keep(made, questionSet.id))) {
        known.delete(published.services)
        made = await madeOf(published, questionSet, request)
      }
      return pointer(published, made)
    },
    read: (questionSet, digest) => storage.read((db) => findBundle(db, { questionSet, digest })),
  }
}

function pointer({ release, capacities }: Published, { digest, languages, services }: Made): BundlePointer {
  return {
    release: release.number,
    releaseDigest: release.digest,
    rotation: release.rotation,
    bundleDigest: digest,
    capacities: [...capacities.values()]
      .filter(({ service }) => services.has(service))
      .map(({ note, ...capacity }) => ({ ...capacity, ...(note && { note: shownOnly(note, languages) }) })),
  }
}

/** RFC 8785, member by member, so that a large catalogue keeps nobody waiting; its digest; and it in two encodings. */
async function compress(members: Readonly<Record<string, unknown>>): Promise<BundleBody & { readonly digest: string }> {
  const chunks: Buffer[] = []
  const hash = createHash('sha256')
  const write = (text: string): void => {
    const chunk = Buffer.from(text)
    hash.update(chunk)
    chunks.push(chunk)
  }
  for (const [i, name] of Object.keys(members).sort().entries()) {
    const value = members[name]
    write(`${i === 0 ? '{' : ','}${JSON.stringify(name)}:`)
    if (isGenerator(value)) await inTurns(writeList(value, write))
    else write(canonicalize(value) ?? 'null')
  }
  write('}')
  const body = Buffer.concat(chunks)
  const [gzipped, brotli] = await Promise.all([
    promisify(gzip)(body, { level: 9 }),
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  ])
  return {
    digest: hash.digest('hex'),
    gzip: gzipped,
    brotli: brotli.length < gzipped.length * WORTH ? brotli : null,
  }
}

function* writeList(items: Iterable<unknown>, write: (text: string) => void): Generator<undefined, void, undefined> {
  let before = '['
  for (const item of items) {
    write(`${before}${canonicalize(item)}`)
    before = ','
    yield
  }
  write(before === '[' ? '[]' : ']')
}

/** Goes through all steps, and lets others have their turn in between. */
async function inTurns<T>(steps: Generator<undefined, T, undefined>): Promise<T> {
  for (let count = 1; ; count += 1) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (count % DOCUMENTS_PER_TURN === 0) await setImmediate()
  }
}

function isGenerator(value: unknown): value is Generator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value
}
