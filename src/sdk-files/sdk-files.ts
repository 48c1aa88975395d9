import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of the SDK for a page without a bundler. */
export interface SdkFile {
  readonly type: string
  /** For the `integrity` of a script or a style sheet (SRI). */
  readonly integrity: string
  readonly body: Buffer
}

/** Files by version and path, such as `0.1.0/cdn/mokum-match.js`. */
export type SdkFiles = ReadonlyMap<string, SdkFile>

export interface SdkFolders {
  /** The package as it was built, with its version in `package.json`. */
  readonly built: string
  /** Folders of earlier versions, named after them: pages that name one must find it for ever. */
  readonly released: string
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
}

/** The package's own folder: this file is compiled to dist/src/sdk-files. */
const sdkFolder = fileURLToPath(new URL('../../../sdk/', import.meta.url))

/** Reads all versions into memory; without a built package there are no files. */
export function readSdkFiles(
  { built, released }: SdkFolders = { built: sdkFolder, released: join(sdkFolder, 'released') },
): SdkFiles {
  const earlier = listed(released, 'folders').map((version) => [version, join(released, version)] as const)
  const { version }: { version: string } = JSON.parse(readFileSync(join(built, 'package.json'), 'utf8'))
  // What was released under a version stays as it was.
  const folders = new Map([[version, join(built, 'dist')], ...earlier])
  return new Map([...folders].flatMap(([version, folder]) => filesOf(version, folder)))
}

function filesOf(version: string, folder: string): [string, SdkFile][] {
  const paths = ['.', 'cdn', 'themes'].flatMap((part) =>
    listed(join(folder, part), 'files').map((name) => join(part, name)),
  )
  const files = paths
    .filter((path) => /\.(js|css)$/.test(path))
    .sort()
    .map((path) => [path, asFile(path, readFileSync(join(folder, path)))] as const)
  if (files.length === 0) return []
  const manifest = {
    version,
    files: files.map(([path, { integrity, body }]) => ({ path, integrity, bytes: body.length })),
  }
  const all = [...files, ['manifest.json', asFile('manifest.json', Buffer.from(JSON.stringify(manifest)))] as const]
  return all.map(([path, file]) => [`${version}/${path}`, file])
}

function listed(folder: string, what: 'files' | 'folders'): string[] {
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []
  return entries.filter((entry) => entry.isDirectory() === (what === 'folders')).map(({ name }) => name)
}

function asFile(path: string, body: Buffer): SdkFile {
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    integrity: `sha384-${createHash('sha384').update(body).digest('base64')}`,
    body,
  }
}
