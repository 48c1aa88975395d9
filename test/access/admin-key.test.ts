import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { readAdminKey } from '../../src/access/admin-key.js'

const THREADS = 4
const ROUNDS = 30

/** In a thread of its own, a disk without hard links, that takes its time to copy. */
const linkless = `
const fs = require('node:fs')
fs.linkSync = () => { throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' }) }
fs.copyFileSync = (from, to) => {
  const text = fs.readFileSync(from)
  const file = fs.openSync(to, 'wx', 0o600)
  for (const part of [text.subarray(0, 20), text.subarray(20)]) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    fs.writeSync(file, part)
  }
  fs.closeSync(file)
}
require('node:module').syncBuiltinESMExports()`

/** Reads the key of each round at the same moment as the other threads, and posts what it read. */
const reader = `
const { parentPort, workerData: { module, folder, rounds, threads, arrived } } = require('node:worker_threads')
import(module).then(({ readAdminKey }) => {
  const read = (round) => {
    Atomics.add(arrived, round, 1)
    while (Atomics.load(arrived, round) < threads) ;
    try {
      return Buffer.from(readAdminKey(null, folder + '/' + round).hash).toString('hex')
    } catch (error) {
      return error.message
    }
  }
  parentPort.postMessage(Array.from({ length: rounds }, (_, round) => read(round)))
})`

for (const [disk, script] of Object.entries({
  'one folder': reader,
  'a folder without hard links': linkless + reader,
})) {
  t.test(`processes that start at the same moment on ${disk} have one admin key`, async (t) => {
    const folder = t.testdir()
    const module = new URL('../../src/access/admin-key.js', import.meta.url).href
    const arrived = new Int32Array(new SharedArrayBuffer(4 * ROUNDS))
    const workerData = { module, folder, rounds: ROUNDS, threads: THREADS, arrived }
    const reads = await Promise.all(
      Array.from(
        { length: THREADS },
        async () => (await once(new Worker(script, { eval: true, workerData }), 'message'))[0],
      ),
    )
    for (let round = 0; round < ROUNDS; round++) {
      const file = join(folder, String(round))
      const hash = readAdminKey(null, file).hash.toString('hex')
      t.same(
        reads.map((read) => read[round]),
        reads.map(() => hash),
        `round ${round}`,
      )
      t.equal(statSync(file).mode & 0o777, 0o600, 'nobody else may read it')
    }
    t.equal((await readdir(folder)).length, ROUNDS, 'nothing is left beside the keys')
  })
}

t.test('what stays half a key is refused with how to mend it', async (t) => {
  const file = join(t.testdir(), 'admin-key')
  writeFileSync(file, 'mmk_half')
  t.throws(() => readAdminKey(null, file), /admin-key holds no key .* remove the file/)
})
