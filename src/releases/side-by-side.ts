import { compareRows, type DigestRow, type ReleaseRowType } from './digests.js'

/** A document of either content, by its digest; `null` where that content does not have it. */
export interface Pair {
  readonly type: ReleaseRowType
  readonly id: string
  readonly before: string | null
  readonly after: string | null
}

type Rows = AsyncIterable<DigestRow> | readonly DigestRow[]

/** Goes through two contents at once, both in the order of `compareRows`; of each only one row is in memory. */
export async function* sideBySide(before: Rows, after: Rows): AsyncGenerator<Pair, void, undefined> {
  const old = oneByOne(before)
  const young = oneByOne(after)
  try {
    let [was, is] = [await old.next(), await young.next()]
    while (was.done !== true || is.done !== true) {
      const order = was.done === true ? 1 : is.done === true ? -1 : compareRows(was.value, is.value)
      const row = order <= 0 ? was.value : is.value
      if (row === undefined) return
      yield {
        type: row.type,
        id: row.id,
        before: order <= 0 ? (was.value?.digest ?? null) : null,
        after: order >= 0 ? (is.value?.digest ?? null) : null,
      }
      if (order <= 0) was = await old.next()
      if (order >= 0) is = await young.next()
    }
  } finally {
    await old.return(undefined)
    await young.return(undefined)
  }
}

async function* oneByOne(rows: Rows): AsyncGenerator<DigestRow, undefined, undefined> {
  yield* rows
  return undefined
}
