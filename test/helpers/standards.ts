import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Rules and schemas of others are not kept here: checks read a folder beside the project, or the one that `STANDARDS` names. */
const folder = resolve(process.env.STANDARDS ?? '../shared/standards')

/** For the `skip` of a test against a part of that folder, such as `hsds-3.1.1`: false, or why it can't run here. */
export function withoutStandard(part: string): string | false {
  return existsSync(join(folder, part)) ? false : `not ours to keep: there is no ${part} in ${folder}`
}

/** The path of a file of a standard, such as `hsds-3.1.1/service.json`. */
export function standardFile(path: string): string {
  return join(folder, path)
}
