import type { UnsignedReport } from './compose-report.js'
import type { Stage, StageName, Task, TaskResult } from './proof.js'

/** Who do the tasks, such as threads. */
export interface Crew {
  /** How many tasks are under way at once. */
  readonly size: number
  run(task: Task): Promise<TaskResult>
}

export interface Progress {
  readonly stage: StageName
  /** Tasks of the stage that are done, and all of them. */
  readonly done: number
  readonly total: number
}

/** Does a proof stage by stage; the results are added up as they come. */
export async function runProof(
  stages: Generator<Stage, UnsignedReport, void>,
  crew: Crew,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<UnsignedReport> {
  for (let step = stages.next(); ; step = stages.next()) {
    if (step.done) return step.value
    await runStage(step.value, crew, onProgress)
  }
}

async function runStage({ name, tasks, add }: Stage, crew: Crew, onProgress: (progress: Progress) => void) {
  const total = tasks.length
  const left = tasks.values()
  let done = 0
  onProgress({ stage: name, done, total })
  const work = async (): Promise<void> => {
    for (const task of left) {
      add(await crew.run(task))
      done += 1
      onProgress({ stage: name, done, total })
    }
  }
  await Promise.all(Array.from({ length: crew.size }, work))
}
