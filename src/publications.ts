import type { CapacityStore } from './capacity/capacity-store.js'
import { checkCatalogue } from './drafts/catalogue.js'
import type { DraftStore } from './drafts/draft-store.js'
import { compile } from './engine/index.js'
import type { PartnerStore } from './partners/partner-store.js'
import { keepProof } from './proofs/proof-store.js'
import type { ProofReport } from './proofs/report.js'
import { reportOfRelease } from './proofs/sign.js'
import type { Appended } from './releases/append-release.js'
import { share } from './releases/columns.js'
import {
  type Plan,
  type PublishCapacitiesRequest,
  type PublishDeps,
  type PublishRequest,
  type PublishResult,
  planPublication,
  publish,
  publishCapacities,
  type Refused,
} from './releases/publish.js'
import { type PreparedData, prepareData, readPreparedData } from './releases/published.js'
import { drawRotation } from './releases/rotation.js'
import type { Storage } from './storage/storage.js'
import type { createJudge } from './wording/wording.js'

/** How releases are made of the drafts and of what helpers say. */
export interface Publications {
  /** @param reports proofs of the drafts, which are kept with their release */
  publish(request: PublishRequest, reports?: readonly ProofReport[]): Promise<PublishResult>
  /**
   * Publishes what it has compiled before.
   *
   * @param handOver takes that, where documents change; nobody waits for the release before it is done
   */
  publishPrepared(
    request: PublishRequest,
    reports: readonly ProofReport[],
    handOver: (data: PreparedData) => Promise<void>,
  ): Promise<PreparedPublication>
  /** Checks the drafts as `publish` does, and says what would come of them. */
  planPublication(request: Pick<PublishRequest, 'rotation'>): Promise<Plan | Refused>
  /** Publishes the capacities of the moment; undefined before the first release. */
  publishCapacities(request: PublishCapacitiesRequest): Promise<Appended | undefined>
}

export interface PreparedPublication {
  readonly result: PublishResult
  /** What was handed over, where the release was made of it. */
  readonly data: PreparedData | undefined
}

export interface PublicationsOptions {
  readonly storage: Storage
  readonly drafts: DraftStore
  readonly capacities: CapacityStore
  readonly partners: PartnerStore
  readonly defaultLanguage: string
  readonly judgeTexts: ReturnType<typeof createJudge>
  readonly now: () => Date
  readonly record: NonNullable<PublishDeps['record']>
}

export function createPublications(options: PublicationsOptions): Publications {
  const { storage, drafts, capacities, partners, defaultLanguage, judgeTexts, now, record } = options
  const checkAll: PublishDeps['checkCatalogue'] = async (catalogue, db) => {
    const sites = (await partners.list(db)).map(({ document }) => document)
    return checkCatalogue(catalogue, sites, { defaultLanguage, judgeTexts })
  }
  const publishing: PublishDeps = {
    storage,
    drafts,
    capacities,
    now,
    record,
    checkCatalogue: async (catalogue, db) => {
      const check = await checkAll(catalogue, db)
      // What passes every check compiles; if it ever does not, that throws here and nothing is published.
      if (check.errors.length === 0) compile({ ...catalogue, release: 0, releaseDigest: '', rotation: '' })
      return check
    },
  }
  const keeping = (request: PublishRequest, reports: readonly ProofReport[]): PublishRequest => ({
    ...request,
    async alongside(db, publication) {
      const { outcome, release } = publication
      for (const report of outcome === 'published' ? reports : []) {
        await keepProof(db, release.number, { report: reportOfRelease(report, release.number), now: now() })
      }
      await request.alongside?.(db, publication)
    },
  })
  return {
    publish: (request, reports = []) => publish(publishing, keeping(request, reports)),
    planPublication: (request) => planPublication(publishing, request),
    async publishPrepared(request, reports, handOver) {
      const { from } = request
      const rotation = request.rotation ?? request.proven?.rotation ?? drawRotation()
      let compiled: Omit<PreparedData, 'documentLines'> | undefined
      let data: PreparedData | undefined
      const deps: PublishDeps = {
        ...publishing,
        drawRotation: () => rotation,
        async checkCatalogue(catalogue, db) {
          const check = await checkAll(catalogue, db)
          // What was handed over before is of drafts that have changed since.
          data = undefined
          compiled = check.errors.length === 0 ? prepareData(catalogue, rotation) : undefined
          return check
        },
        async beforeWriting({ changes, lines }) {
          if (changes.length === 0 && request.rotation === undefined) return
          if (from !== undefined) compiled = await storage.read((db) => readPreparedData(db, from, rotation))
          if (compiled === undefined) return
          data = share({ ...compiled, documentLines: lines })
          compiled = undefined
          await handOver(data)
        },
      }
      const result = await publish(deps, keeping(request, reports))
      const isMadeOfIt = result.outcome === 'published' && result.release.rotation === rotation
      return { result, data: isMadeOfIt ? data : undefined }
    },
    publishCapacities: (request) => publishCapacities(publishing, request),
  }
}
