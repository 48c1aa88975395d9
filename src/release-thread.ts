import { parentPort, workerData } from 'node:worker_threads'
import { operationsOf } from './operations.js'
import { readPublished } from './releases/published.js'
import { answerCalls } from './releases/thread.js'
import { openStorage } from './storage/storage.js'
import { allLanguages } from './words/all-languages.js'

/** What `app.ts` gives a thread. */
export interface ThreadData {
  readonly databaseUrl: string
  readonly defaultLanguage: string
  readonly release: number
}

// The entry of a thread that answers for one older release.
if (parentPort) {
  const { databaseUrl, defaultLanguage, release }: ThreadData = workerData
  const storage = await openStorage({ url: databaseUrl })
  const published = await storage.read((db) => readPublished(db, release))
  await storage.close()
  await answerCalls(parentPort, { ...operationsOf(published, { defaultLanguage, templates: allLanguages }) })
}
