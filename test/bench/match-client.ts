import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'

// Started by imports.ts: posts a match every so many milliseconds, whether or not the one before was answered, and gives
// the milliseconds that each took when it is asked to.
const [port, everyMs, body = ''] = process.argv.slice(2)
// Lets go of a connection before the server does, which a call on its way would not survive.
const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 3_000 })
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
let took: number[] = []
let failed = 0
let isOpen = true

async function post(due: number): Promise<void> {
  try {
    const sent = request({ port: Number(port), path: '/v1/matches', method: 'POST', agent, headers })
    sent.end(body)
    const [reply] = await once(sent, 'response')
    await text(reply)
    if (reply.statusCode !== 200) failed += 1
  } catch {
    failed += 1
  }
  took.push(performance.now() - due)
}

process.on('message', (asked) => {
  if (asked === 'end') {
    isOpen = false
    process.disconnect()
    return
  }
  process.send?.({ took, failed })
  took = []
  failed = 0
})

const began = performance.now()
for (let due = began; isOpen; due += Number(everyMs)) {
  // Counted from when it was due, so that a server that stops for a second is seen by all that were due in it.
  await wait(Math.max(0, due - performance.now()))
  void post(due)
}
agent.destroy()
