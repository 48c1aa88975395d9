import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Content } from './formats.js'

/** A body that came whole: in memory where it is small, and else in a file without a name. */
export interface Received {
  /** SHA-256 in hex. */
  readonly digest: string
  /** Runs `fn`, and lets go of the body. */
  use<T>(fn: (content: Content) => Promise<T>): Promise<T>
  /** Lets go of it, unless somebody uses it. */
  discard(): Promise<void>
}

/** More is not kept in memory. */
const MOST_IN_MEMORY_BYTES = 1_048_576

/**
 * Takes in a whole body, so that nothing begins for one that breaks off, and a slow client keeps nobody waiting.
 *
 * @param folder where the bytes of a larger one are; they are gone when the process ends
 * @throws whatever the body throws, or the file system (`ENOSPC`)
 */
export async function receive(body: AsyncIterable<Buffer>, folder: string): Promise<Received> {
  const hash = createHash('sha256')
  const chunks: Buffer[] = []
  let size = 0
  let file: FileHandle | undefined
  try {
    for await (const chunk of body) {
      hash.update(chunk)
      size += chunk.length
      if (file === undefined) chunks.push(chunk)
      else await file.writeFile(chunk)
      if (file === undefined && size > MOST_IN_MEMORY_BYTES) {
        file = await openNameless(folder)
        await file.writeFile(Buffer.concat(chunks.splice(0)))
      }
    }
  } catch (error) {
    await file?.close()
    throw error
  }
  return received(hash.digest('hex'), file === undefined ? Buffer.concat(chunks, size) : { file, size })
}

function received(digest: string, content: Buffer | { readonly file: FileHandle; readonly size: number }): Received {
  let isUsed = false
  const close = async (): Promise<void> => {
    if (!Buffer.isBuffer(content)) await content.file.close()
  }
  const given: Content = Buffer.isBuffer(content) ? content : { fd: content.file.fd, size: content.size }
  return {
    digest,
    async use(fn) {
      isUsed = true
      try {
        return await fn(given)
      } finally {
        await close()
      }
    },
    async discard() {
      if (isUsed) return
      isUsed = true
      await close()
    },
  }
}

async function openNameless(folder: string): Promise<FileHandle> {
  const path = join(folder, `mokummatch-import-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  // Where an open file cannot lose its name (Windows), the folder keeps it.
  await rm(path, { force: true }).catch(() => undefined)
  return file
}
