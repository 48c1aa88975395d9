import type { ProofResult, ProofRun } from '../proofs/proof-run.js'
import { progressBar } from '../terminal/progress.js'

const labels = {
  demands: 'Walking all demands',
  outcomes: 'Matching answers',
  influence: 'Leaving out each answer',
  search: 'Looking for who is never chosen',
  equals: 'Comparing equals',
  busiest: 'Filling up the busiest',
  comparison: 'Comparing with what residents get now',
}
const LOOK_MS = 100

/** A bar for each stage, while it lasts; before it the question set, where there are more. */
export async function withProgress(run: ProofRun, questionSet = ''): Promise<ProofResult> {
  let shown: keyof typeof labels | undefined
  let bar = progressBar('', process.stderr, () => performance.now())
  const look = async (): Promise<void> => {
    const progress = await run.progress()
    if (progress === null || progress.total === 0) return
    if (progress.stage !== shown) {
      bar.end()
      shown = progress.stage
      bar = progressBar(`${questionSet} ${labels[shown]}`.trim(), process.stderr, () => performance.now())
    }
    bar.update(progress.done, progress.total)
  }
  const timer = setInterval(() => {
    look().catch(() => clearInterval(timer))
  }, LOOK_MS)
  try {
    return await run.result
  } finally {
    clearInterval(timer)
    bar.end()
  }
}
