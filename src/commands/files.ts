import { accessSync, constants, createWriteStream, existsSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Refusal } from './refusal.js'

/** Why a file can't be read, for whoever named it. */
export function unreadable(file: string, error: unknown): Refusal {
  return new Refusal(`${file} can't be read: ${reasonOf(error)}`)
}

/**
 * Looks beforehand whether a result can be written, since it may take long to make.
 *
 * @throws Refusal that names the file and the reason
 */
export function requireWritable(file: string): void {
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK)
  } catch (error) {
    throw unwritable(file, error)
  }
}

/** @throws Refusal that names the file and the reason */
export function writeResult(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw unwritable(file, error)
  }
}

/**
 * Writes into a file, or to standard output where there is none.
 *
 * @throws Refusal where the system does not take it; what the source throws goes on
 */
export async function writeStream(file: string | undefined, source: AsyncIterable<string | Buffer>): Promise<void> {
  const sink = file === undefined ? process.stdout : createWriteStream(file)
  await pipeline(source, sink, { end: file !== undefined }).catch((error: unknown) => {
    throw isOfSystem(error) ? unwritable(file ?? 'Standard output', error) : error
  })
}

/**
 * Prints what is worth nothing when it comes nowhere, such as a secret that is shown once.
 *
 * @throws Refusal where the system does not take it
 */
export async function print(text: string): Promise<void> {
  const { stdout } = process
  await new Promise<void>((resolve, reject) => {
    stdout.once('error', reject)
    stdout.write(text, (error) => {
      if (error) return reject(error)
      stdout.off('error', reject)
      resolve()
    })
  }).catch((error: unknown) => {
    throw unwritable('Standard output', error)
  })
}

function unwritable(file: string, error: unknown): Refusal {
  return new Refusal(`${file} can't be written: ${reasonOf(error)}`)
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
