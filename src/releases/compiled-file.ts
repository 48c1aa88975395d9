import { createHash, type Hash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { type Column, type ColumnType, columnTypes, isPlain, mapColumns, mapMembers, typeOf } from './columns.js'
import type { PublishedData } from './published.js'
import type { Release } from './release.js'

/**
 * A release as it was compiled, in a file, so that the next start need not read and compile it again. The file can always
 * be made anew: one that is not whole, or of another engine or database, counts as absent.
 *
 * A line of JSON that says what it is; then what is no column; then the columns, each at the end of the one before; then
 * the SHA-256 of all before.
 */
interface Label {
  readonly format: 'MokumMatch compiled release, 1'
  /** SHA-256 of the code that compiles, and of what else decides what is in the file. */
  readonly engine: string
  readonly release: number
  readonly seal: string
  /** Bytes of what is no column. */
  readonly rest: number
  readonly columns: readonly { readonly type: ColumnType; readonly length: number }[]
}

const format = 'MokumMatch compiled release, 1'
const HASH_BYTES = 32
const LONGEST_LABEL_BYTES = 65_536
/** Others get their turn after so many bytes were read and hashed. */
const PIECE_BYTES = 8 * 1024 * 1024

/** What keeps a release in this file, and gives it back. */
export interface CompiledFile {
  /** Undefined where there is none that is whole, of this engine and, by its seal, of this database. */
  read(sealOf: (release: number) => Promise<Release['seal'] | undefined>): Promise<PublishedData | undefined>
  write(data: PublishedData): Promise<void>
}

export function createCompiledFile(path: string, engine = engineDigest()): CompiledFile {
  return {
    async read(sealOf) {
      let file: FileHandle
      try {
        file = await open(path)
      } catch {
        return undefined
      }
      try {
        return await readFrom(file, { engine, sealOf })
      } catch {
        return undefined
      } finally {
        await file.close()
      }
    },
    async write(data) {
      await removeUnfinished(path)
      const unfinished = `${path}-${randomUUID()}`
      try {
        const file = await open(unfinished, 'wx')
        try {
          await writeTo(file, engine, data)
        } finally {
          await file.close()
        }
        await rename(unfinished, path)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
    },
  }
}

/**
 * Takes away what a process left that was killed while it wrote: each may be as large as the catalogue, and one that is
 * killed again and again would fill the disk. Whoever else is writing just now keeps nothing this time.
 */
async function removeUnfinished(path: string): Promise<void> {
  const [folder, beginning] = [dirname(path), `${basename(path)}-`]
  for (const name of await readdir(folder)) {
    const isUnfinished = name.startsWith(beginning) && /^[0-9a-f-]{36}$/.test(name.slice(beginning.length))
    if (isUnfinished) await rm(join(folder, name), { force: true })
  }
}

/** Differs as soon as anything differs that could make the same documents other columns. */
function engineDigest(): string {
  const hash = createHash('sha256').update(`${process.versions.v8} ${new Uint8Array(new Uint16Array([1]).buffer)[0]}`)
  for (const folder of ['../engine/', './']) {
    const url = new URL(folder, import.meta.url)
    for (const name of readdirSync(url).sort()) if (name.endsWith('.js')) hash.update(readFileSync(new URL(name, url)))
  }
  return hash.digest('hex')
}

async function writeTo(file: FileHandle, engine: string, data: PublishedData): Promise<void> {
  const arrays: Column[] = []
  const rest = serialize(withoutColumns(data, arrays))
  const { number, seal } = data.release
  const columns = arrays.map((array) => ({ type: typeOf(array), length: array.length }))
  const label: Label = { format, engine, release: number, seal, rest: rest.length, columns }
  const hash = createHash('sha256')
  const parts = [Buffer.from(`${JSON.stringify(label)}\n`), rest, ...arrays.map(bytesOf)]
  for (const part of parts) {
    for (let at = 0; at < part.length; at += PIECE_BYTES) {
      const piece = part.subarray(at, at + PIECE_BYTES)
      hash.update(piece)
      await writeAll(file, piece)
    }
  }
  await writeAll(file, hash.digest())
}

async function readFrom(
  file: FileHandle,
  { engine, sealOf }: { readonly engine: string; readonly sealOf: Parameters<CompiledFile['read']>[0] },
): Promise<PublishedData | undefined> {
  const begin = Buffer.alloc(LONGEST_LABEL_BYTES)
  const { bytesRead } = await file.read(begin, 0, begin.length, 0)
  const end = begin.subarray(0, bytesRead).indexOf('\n') + 1
  const label: Label = JSON.parse(begin.toString('utf8', 0, end))
  if (label.format !== format || label.engine !== engine) return undefined
  if ((await sealOf(label.release)) !== label.seal) return undefined
  const hash = createHash('sha256').update(begin.subarray(0, end))
  const rest = Buffer.allocUnsafeSlow(label.rest)
  const arrays = label.columns.map(({ type, length }) => new columnTypes[type](length))
  let at = end
  for (const bytes of [rest, ...arrays.map(bytesOf)]) at = await readAll(file, bytes, { at, hash })
  const digest = Buffer.alloc(HASH_BYTES)
  await readAll(file, digest, { at, hash: createHash('sha256') })
  return hash.digest().equals(digest) ? (withColumns(deserialize(rest), arrays) as PublishedData) : undefined
}

/** @throws Error where the file ends before */
async function readAll(file: FileHandle, bytes: Buffer, { at, hash }: { at: number; hash: Hash }): Promise<number> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, Math.min(PIECE_BYTES, bytes.length - done), at + done)
    if (bytesRead === 0) throw new Error('The file ends too early.')
    hash.update(bytes.subarray(done, done + bytesRead))
    done += bytesRead
  }
  return at + bytes.length
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done)).bytesWritten
}

/** Stands where a column was. */
interface Place {
  readonly column: number
}

/** The same without its columns, which are put into `arrays`. */
function withoutColumns(value: unknown, arrays: Column[]): unknown {
  return mapColumns(value, (column) => ({ column: arrays.push(column) - 1 }) satisfies Place)
}

function withColumns(value: unknown, arrays: readonly Column[]): unknown {
  if (!isPlain(value)) return value
  return typeof value.column === 'number'
    ? arrays[value.column]
    : mapMembers(value, (member) => withColumns(member, arrays))
}

function bytesOf({ buffer, byteOffset, byteLength }: Column): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
