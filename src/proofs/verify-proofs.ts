import type { Storage } from '../storage/storage.js'
import { everyProof, type KeptProof } from './proof-store.js'
import { digestOf } from './sign.js'

export interface ProofVerification {
  readonly proofs: number
  /** Sentences. */
  readonly faults: readonly string[]
}

/** Compares every proof that is kept with its digest and with what it is kept as. */
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

function isAsKept({ release, questionSet, digest, report }: KeptProof): boolean {
  try {
    const read = JSON.parse(report)
    const isOwn = read.release === release && read.questionSet === questionSet && read.digest === digest
    return isOwn && digestOf(read) === digest
  } catch {
    return false
  }
}
