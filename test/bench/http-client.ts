import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'

// Started by http.ts: takes bodies as a message, posts each in turn over 16 connections, and says how many failed.
interface Task {
  readonly port: number
  readonly path: string
  readonly bodies: readonly string[]
}

async function post({ port, path }: Task, agent: Agent, body: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const sent = request({ port, path, method: 'POST', agent, headers })
  sent.end(body)
  const [reply] = await once(sent, 'response')
  await text(reply)
  return reply.statusCode === 200
}

process.on('message', async (task: Task) => {
  // Of its own for each task: a server closes connections that nobody uses for a while.
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  let next = 0
  let failed = 0
  const work = async (): Promise<void> => {
    while (next < task.bodies.length) if (!(await post(task, agent, task.bodies[next++]!))) failed += 1
  }
  await Promise.all(Array.from({ length: 16 }, work))
  agent.destroy()
  process.send?.(failed)
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
