/** Documents of one type as JSON texts, one after the other: data that can go to another thread, or into a file. */
export interface DocumentTexts {
  /** In the order of ids. */
  readonly ids: readonly string[]
  /** UTF-8. */
  readonly bytes: Uint8Array
  /** The text of the *n*-th stands from `starts[n]` up to, not with, `starts[n + 1]`. */
  readonly starts: Float64Array
}

export interface DocumentTextsMaker {
  /** In the order of ids. */
  add(id: string, text: string): void
  /** In shared memory, since there is much of it. */
  make(): DocumentTexts
}

const FIRST_BYTES = 65_536

export function documentTextsMaker(): DocumentTextsMaker {
  const ids: string[] = []
  const starts: number[] = [0]
  let bytes = Buffer.allocUnsafeSlow(FIRST_BYTES)
  let size = 0
  return {
    add(id, text) {
      const length = Buffer.byteLength(text)
      if (size + length > bytes.length) {
        const more = Buffer.allocUnsafeSlow(Math.max(size + length, Math.ceil(bytes.length * 1.5)))
        bytes.copy(more, 0, 0, size)
        bytes = more
      }
      bytes.write(text, size)
      size += length
      ids.push(id)
      starts.push(size)
    },
    make() {
      const all = new Uint8Array(new SharedArrayBuffer(size))
      all.set(bytes.subarray(0, size))
      return { ids, bytes: all, starts: Float64Array.from(starts) }
    },
  }
}

/** Documents of one type by id, in the order of ids. Each is parsed when it is asked for, so hold on to none. */
export interface DocumentTable<T> {
  readonly size: number
  get(id: string): T | undefined
  /** Those after this id, or all; only those whose place in the order passes are parsed. */
  after(id: string | undefined, passes?: (place: number) => boolean): IterableIterator<T>
  values(): IterableIterator<T>
}

export function documentTable<T>({ ids, bytes, starts }: DocumentTexts): DocumentTable<T> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read = (place: number): T => JSON.parse(buffer.toString('utf8', starts[place], starts[place + 1]))
  function* after(id: string | undefined, passes: (place: number) => boolean = () => true): IterableIterator<T> {
    const first = id === undefined ? 0 : placeIn(ids, id)
    for (let place = first; place < ids.length; place += 1) {
      if (ids[place] !== id && passes(place)) yield read(place)
    }
  }
  return {
    size: ids.length,
    get(id) {
      const place = placeIn(ids, id)
      return ids[place] === id ? read(place) : undefined
    },
    after,
    values: () => after(undefined),
  }
}

/** The place of the first that does not come before this id. */
function placeIn(ids: readonly string[], id: string): number {
  let from = 0
  let to = ids.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((ids[middle] ?? '') < id) from = middle + 1
    else to = middle
  }
  return from
}
