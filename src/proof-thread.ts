import { platform, setPriority } from 'node:os'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { CapacityStore } from './capacity/capacity-store.js'
import { checkCatalogue } from './drafts/catalogue.js'
import { DraftStore } from './drafts/draft-store.js'
import { type Capacity, type Catalogue, type Content, compile, withCapacities } from './engine/index.js'
import { strata } from './engine/strata.js'
import { prepareComparison } from './proofs/comparison-ground.js'
import { type GroundOf, prepareGround } from './proofs/ground.js'
import { type Grounds, proofOf, runTask, type Task, type TaskResult } from './proofs/proof.js'
import type { MissingOfProof, ProofRequest, ProofResult, ProofRun } from './proofs/proof-run.js'
import type { ProofReport } from './proofs/report.js'
import { type Crew, type Progress, runProof } from './proofs/run-proof.js'
import { signReport } from './proofs/sign.js'
import { TooLarge } from './proofs/too-large.js'
import { planContent } from './releases/append-release.js'
import { documentDigest } from './releases/digests.js'
import { readPublished } from './releases/published.js'
import { hasReleaseDocument, newestRelease, releaseByNumber } from './releases/release-store.js'
import { answerCalls, startThread, type Thread } from './releases/thread.js'
import { openStorage, type Reader } from './storage/storage.js'

/** What a proof needs of its surroundings. */
export interface ProofSurroundings {
  readonly databaseUrl: string
  readonly defaultLanguage: string
  /** How many threads match at once, beside the one that adds up. */
  readonly threads: number
}

/** A question set on its content, small enough to be copied to each thread. */
interface Subject {
  readonly content: Content
  readonly capacities: readonly Pick<Capacity, 'service' | 'status'>[]
  readonly questionSet: Catalogue['questionSets'][number]
}

/** What is proven, and what it is compared with. */
interface Subjects {
  readonly subject: Subject
  readonly before: Subject | undefined
}

type ThreadData =
  | { readonly role: 'lead'; readonly request: ProofRequest; readonly surroundings: ProofSurroundings }
  | { readonly role: 'match'; readonly subjects: Subjects }

/** Starts a proof in threads of its own. */
export function startProof(request: ProofRequest, surroundings: ProofSurroundings): ProofRun {
  const lead = open({ role: 'lead', request, surroundings })
  const ended = lead.call('prove', []).finally(() => lead.close())
  return {
    result: ended as Promise<ProofResult>,
    progress: async () => (await lead.call('progress', [])) as Progress | null,
    cancel: async () => void (await lead.close()),
  }
}

/** What of a request does not exist, without reading all of it. */
export async function missingOf(
  db: Reader,
  { release, questionSet, compareWith }: ProofRequest,
): Promise<MissingOfProof | undefined> {
  const drafts = new DraftStore({ digest: documentDigest, now: () => new Date() })
  const hasDraft = async (): Promise<boolean> => (await drafts.text(db, 'question-set', questionSet)) !== undefined
  const lacks = release === 'draft' ? !(await hasDraft()) && 'question-set' : await missingIn(db, release, questionSet)
  if (lacks) return lacks
  if (compareWith === undefined) return undefined
  const compared = await missingIn(db, compareWith === 'in-force' ? undefined : compareWith, questionSet)
  if (compared === undefined) return undefined
  return compared === 'question-set' ? 'compared-question-set' : 'compared-release'
}

async function missingIn(db: Reader, release: number | undefined, questionSet: string) {
  const found = release === undefined ? await newestRelease(db) : await releaseByNumber(db, release)
  if (found === undefined) return release === undefined ? 'any-release' : 'release'
  return (await hasReleaseDocument(db, found.number, 'question-set', questionSet)) ? undefined : 'question-set'
}

function open(data: ThreadData): Thread {
  return startThread(new URL(import.meta.url), data)
}

/** Matches go first where processors are scarce: a third of the share of the other threads. */
const NICENESS = 5

// The entry of the thread that leads a proof, and of those that match for it.
if (!isMainThread && parentPort) {
  // Only Linux has a priority for each thread, the others for a process.
  if (platform() === 'linux') setPriority(NICENESS)
  const data: ThreadData = workerData
  if (data.role === 'match') {
    const grounds = groundsOf(data.subjects)
    await answerCalls(parentPort, { run: (task: Task) => runTask(grounds, task) })
  } else {
    let latest: Progress | null = null
    const onProgress = (progress: Progress): void => {
      latest = progress
    }
    await answerCalls(parentPort, {
      prove: () => prove(data.request, data.surroundings, onProgress),
      progress: () => latest,
    })
  }
}

async function prove(
  request: ProofRequest,
  surroundings: ProofSurroundings,
  onProgress: (progress: Progress) => void,
): Promise<ProofResult> {
  const found = await readSubjects(request, surroundings)
  if ('refused' in found) return found
  const { subjects, release } = found
  const crew: { readonly threads: readonly Thread[] } & Crew = openCrew(subjects, surroundings.threads)
  try {
    const unsigned = await runProof(proofOf(groundsOf(subjects), request), crew, onProgress)
    return { report: signReport(unsigned, release) }
  } catch (error) {
    if (error instanceof TooLarge) return { refused: 'too-large', detail: error.message }
    throw error
  } finally {
    await Promise.all(crew.threads.map((thread) => thread.close()))
  }
}

function openCrew(subjects: Subjects, size: number): Crew & { readonly threads: readonly Thread[] } {
  const threads = Array.from({ length: size }, () => open({ role: 'match', subjects }))
  const idle = [...threads]
  return {
    size,
    threads,
    async run(task) {
      const thread = idle.pop()
      if (thread === undefined) throw new Error('More tasks are under way than there are threads.')
      const result = (await thread.call('run', [task])) as TaskResult
      idle.push(thread)
      return result
    },
  }
}

function groundsOf({ subject, before }: Subjects): Grounds {
  const after = compiled(subject)
  return { ground: prepareGround(after), comparison: before && prepareComparison(compiled(before), after) }
}

function compiled({ content, capacities, questionSet }: Subject): GroundOf {
  const index = withCapacities(compile(content, strata), capacities)
  return { index, questionSet, taxonomies: content.taxonomies }
}

type Found =
  | { readonly subjects: Subjects; readonly release: Pick<ProofReport, 'release' | 'releaseDigest' | 'rotation'> }
  | Refused

async function readSubjects(
  { release, questionSet: id, compareWith, planned }: ProofRequest,
  { databaseUrl, defaultLanguage }: ProofSurroundings,
): Promise<Found> {
  const storage = await openStorage({ url: databaseUrl })
  try {
    return await storage.read(async (db): Promise<Found> => {
      const read = release === 'draft' ? await readDrafts(db, defaultLanguage, planned) : await readRelease(db, release)
      if ('refused' in read) return read
      const subject = subjectOf(read, id, read.release.rotation)
      if (subject === undefined) return { refused: 'unknown-question-set' }
      if (compareWith === undefined) return { subjects: { subject, before: undefined }, release: read.release }
      const other = await readRelease(db, compareWith === 'in-force' ? undefined : compareWith)
      if ('refused' in other) return { refused: 'unknown-compared-release' }
      // With the rotation of what is proven: with another one all equals would take other turns.
      const before = subjectOf(other, id, read.release.rotation)
      if (before === undefined) return { refused: 'unknown-compared-question-set' }
      return { subjects: { subject, before }, release: read.release }
    })
  } finally {
    await storage.close()
  }
}

interface Read {
  readonly catalogue: Catalogue
  readonly capacities: readonly Capacity[]
  readonly release: Pick<ProofReport, 'release' | 'releaseDigest' | 'rotation'>
}

type Refused = Extract<ProofResult, { refused: string }>

async function readRelease(db: Reader, asked: number | undefined): Promise<Read | Refused> {
  const release = asked === undefined ? await newestRelease(db) : await releaseByNumber(db, asked)
  if (release === undefined) return { refused: asked === undefined ? 'no-release' : 'unknown-release' }
  const { taxonomies, organizations, services, questionSets, capacities } = await readPublished(db, release.number)
  return {
    catalogue: {
      taxonomies: [...taxonomies.values()],
      organizations: [...organizations.values()],
      services: [...services.values()],
      questionSets: [...questionSets.values()],
    },
    capacities: [...capacities.values()],
    release: { release: release.number, releaseDigest: release.digest, rotation: release.rotation },
  }
}

/** The drafts as the release that they would be, with the rotation in force where no other is planned. */
async function readDrafts(
  db: Reader,
  defaultLanguage: string,
  planned: ProofRequest['planned'],
): Promise<Read | Refused> {
  const now = () => new Date()
  const drafts = new DraftStore({ digest: documentDigest, now })
  const inForce = (await newestRelease(db))?.rotation ?? '0'.repeat(16)
  const { capacities, digest, rotation } = await planContent(db, {
    documents: drafts,
    capacities: planned?.capacities ?? (await new CapacityStore({ now }).notOpen(db)),
    rotation: planned?.rotation ?? inForce,
    drawRotation: () => inForce,
  })
  // Somebody changed a draft since: what is planned is made anew.
  if (planned !== undefined && planned.digest !== digest) return { refused: 'not-publishable', problems: [] }
  const { catalogue } = await drafts.readAll(db)
  const { errors } = checkCatalogue(catalogue, [], { defaultLanguage })
  if (errors.length > 0) return { refused: 'not-publishable', problems: errors }
  return { catalogue, capacities, release: { release: null, releaseDigest: digest, rotation } }
}

function subjectOf({ catalogue, capacities, release }: Read, id: string, rotation: string): Subject | undefined {
  const questionSet = catalogue.questionSets.find((set) => set.id === id)
  const content: Content = {
    release: release.release ?? 0,
    releaseDigest: release.releaseDigest,
    rotation,
    taxonomies: catalogue.taxonomies,
    organizations: catalogue.organizations.map(({ id, kind }) => ({ id, kind })),
    services: catalogue.services.map(({ id, organization, status, terms }) => ({ id, organization, status, terms })),
    questionSets: catalogue.questionSets,
  }
  return (
    questionSet && {
      content,
      capacities: capacities.map(({ service, status }) => ({ service, status })),
      questionSet,
    }
  )
}
