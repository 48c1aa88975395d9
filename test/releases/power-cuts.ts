/**
 * What a disk may hold after a power cut, replayed from a trace of a real process (`strace -f -xx`). What was synced is
 * there. Of each write since then everything, nothing or some sectors may be there, in any mixture.
 */

export type Operation =
  | { readonly kind: 'create'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly path: string; readonly length: number }
  | { readonly kind: 'unlink'; readonly path: string }
  | { readonly kind: 'sync'; readonly path: string }
  /** A line on standard output: somebody was told. */
  | { readonly kind: 'tell'; readonly line: string }

/** A number from 0 up to 1, as `Math.random` gives it. */
export type Random = () => number

const SECTOR = 512

/** Operations on files in `folder` (the folder's own sync too), and what was told. */
export function readTrace(trace: string, folder: string): Operation[] {
  const operations: Operation[] = []
  const paths = new Map<string, string>()
  for (const call of callsOf(trace)) {
    const [, name = '', args = '', result = ''] = /^(\w+)\((.*)\)\s+= (-?\d+)/s.exec(call) ?? []
    if (result === '' || result.startsWith('-')) continue
    const fd = /^\d+/.exec(args)?.[0] ?? ''
    const path = paths.get(fd)
    const text = /"((?:\\x[0-9a-f]{2})*)"/.exec(args)?.[1] ?? ''
    const bytes = Buffer.from(text.replaceAll('\\x', ''), 'hex')
    if (name === 'openat') {
      paths.delete(result)
      const opened = bytes.toString()
      if (!opened.startsWith(folder)) continue
      paths.set(result, opened)
      if (args.includes('O_CREAT')) operations.push({ kind: 'create', path: opened })
    } else if (name === 'unlink' && bytes.toString().startsWith(folder)) {
      operations.push({ kind: 'unlink', path: bytes.toString() })
    } else if (name === 'write' && fd === '1') {
      operations.push({ kind: 'tell', line: bytes.toString().trim() })
    } else if (name === 'close') {
      paths.delete(fd)
    } else if (path !== undefined) {
      if (name === 'pwrite64') operations.push({ kind: 'write', path, at: Number(/, (\d+)$/.exec(args)?.[1]), bytes })
      else if (name === 'ftruncate')
        operations.push({ kind: 'truncate', path, length: Number(/, (\d+)$/.exec(args)?.[1]) })
      else if (name === 'fsync' || name === 'fdatasync') operations.push({ kind: 'sync', path })
      else throw new Error(`The replay does not know ${name}.`)
    }
  }
  return operations
}

/** Joins the halves of calls that another thread came between. */
function* callsOf(trace: string): Generator<string> {
  const begun = new Map<string, string>()
  for (const line of trace.split('\n')) {
    const [, pid = '', call = ''] = /^(\d+)\s+(.*)$/s.exec(line) ?? []
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(call)
    if (call.endsWith('<unfinished ...>')) begun.set(pid, call.slice(0, -'<unfinished ...>'.length))
    else yield resumed ? `${begun.get(pid) ?? ''}${resumed[1]}` : call
  }
}

interface File {
  /** What is on the disk for certain. */
  bytes: Buffer
  /** Whether the folder knows of the file for certain; one that was unlinked may still be there until it is synced. */
  isNamed: boolean
  isUnlinked: boolean
  pending: Operation[]
}

/** The files after a cut that follows these operations, from files that were there before them. */
export function filesAfterCut(
  before: ReadonlyMap<string, Buffer>,
  operations: readonly Operation[],
  { folder, random }: { readonly folder: string; readonly random: Random },
): Map<string, Buffer> {
  const files = new Map<string, File>()
  for (const [path, bytes] of before) files.set(path, { bytes, isNamed: true, isUnlinked: false, pending: [] })
  for (const operation of operations) follow(files, operation, folder)
  const left = new Map<string, Buffer>()
  for (const [path, file] of files) {
    if ((!file.isNamed || file.isUnlinked) && random() < 0.5) continue
    left.set(
      path,
      file.pending.reduce((bytes, operation) => applied(bytes, operation, random), file.bytes),
    )
  }
  return left
}

function follow(files: Map<string, File>, operation: Operation, folder: string): void {
  if (operation.kind === 'tell') return
  if (operation.kind === 'sync' && operation.path === folder) {
    for (const [path, file] of files) {
      file.isNamed = true
      if (file.isUnlinked) files.delete(path)
    }
    return
  }
  const file = files.get(operation.path)
  if (operation.kind === 'create') {
    if (!file || file.isUnlinked) {
      files.set(operation.path, { bytes: Buffer.alloc(0), isNamed: false, isUnlinked: false, pending: [] })
    }
  } else if (!file) {
    throw new Error(`${operation.path} was not opened.`)
  } else if (operation.kind === 'unlink') {
    file.isUnlinked = true
  } else if (operation.kind === 'sync') {
    file.bytes = file.pending.reduce((bytes, one) => applied(bytes, one, () => 0), file.bytes)
    file.pending = []
  } else {
    file.pending.push(operation)
  }
}

/** Whole below 0.5, not at all below 0.75, else sector by sector. */
function applied(bytes: Buffer, operation: Operation, random: Random): Buffer {
  const fate = random()
  if (operation.kind === 'truncate') {
    if (fate >= 0.5) return bytes
    return Buffer.concat([
      bytes.subarray(0, operation.length),
      Buffer.alloc(Math.max(0, operation.length - bytes.length)),
    ])
  }
  if (operation.kind !== 'write' || (fate >= 0.5 && fate < 0.75)) return bytes
  const end = operation.at + operation.bytes.length
  const after = Buffer.concat([bytes, Buffer.alloc(Math.max(0, end - bytes.length))])
  for (let from = 0; from < operation.bytes.length; ) {
    const to = Math.min(operation.bytes.length, from + SECTOR - ((operation.at + from) % SECTOR))
    if (fate < 0.5 || random() < 0.5) operation.bytes.copy(after, operation.at + from, from, to)
    from = to
  }
  return after
}
