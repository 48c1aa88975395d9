import { setTimeout as sleep } from 'node:timers/promises'
import type { ProofReport } from '../../src/proofs/report.js'
import type { AppUnderTest } from './an-app.js'

/** Asks for a proof, and waits until it is done. */
export async function provenOf(
  app: AppUnderTest,
  request: object,
): Promise<{ readonly id: string; readonly report: ProofReport }> {
  const asked = await app.edit('POST', '/v1/proofs', request)
  if (asked.statusCode !== 202) throw new Error(asked.body)
  for (;;) {
    const job = (await app.edit('GET', String(asked.headers.location))).json()
    if (job.state === 'done') return job
    if (job.state === 'failed' || job.state === 'cancelled') throw new Error(JSON.stringify(job.failure))
    await sleep(50)
  }
}
