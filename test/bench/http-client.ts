import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'

// Started by http.ts: takes a body as message, posts it so many times over 16 connections, and says how many failed.
const [port, path, count] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 16 })
let left = Number(count)
let failed = 0

async function post(body: string): Promise<void> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const sent = request({ port: Number(port), path, method: 'POST', agent, headers })
  sent.end(body)
  const [reply] = await once(sent, 'response')
  await text(reply)
  if (reply.statusCode !== 200) failed += 1
}

async function work(body: string): Promise<void> {
  while (left > 0) {
    left -= 1
    await post(body)
  }
}

process.once('message', async (body: string) => {
  await Promise.all(Array.from({ length: 16 }, () => work(body)))
  agent.destroy()
  process.send?.(failed)
})
process.send?.('ready')
