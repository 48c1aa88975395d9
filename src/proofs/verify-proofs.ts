import type { Storage } from '../storage/storage.js'
import { everyProof, type ProofOfRelease } from './proof-store.js'
import { digestOf } from './sign.js'

export interface ProofVerification {
  readonly proofs: number
  /** Sentences. */
  readonly faults: readonly string[]
}

/** Compares every proof that is kept with its digest, with the release that it is of, and with what it is kept as. */
export async function verifyProofs(storage: Storage): Promise<ProofVerification> {
  return storage.read(async (db) => {
    const faults: string[] = []
    let proofs = 0
    for await (const kept of everyProof(db)) {
      proofs += 1
      if (!isAsKept(kept)) {
        faults.push(`The proof of ${kept.questionSet} in release ${kept.release} is not as it was written.`)
      }
    }
    return { proofs, faults }
  })
}

function isAsKept({ release, releaseDigest, questionSet, digest, report }: ProofOfRelease): boolean {
  try {
    const read = JSON.parse(report)
    const isOfRelease = read.release === release && read.releaseDigest === releaseDigest
    return isOfRelease && read.questionSet === questionSet && read.digest === digest && digestOf(read) === digest
  } catch {
    return false
  }
}
