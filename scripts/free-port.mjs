import { once } from 'node:events'
import { createServer } from 'node:net'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

/** A port that nothing listens on. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

if (argv[1] === fileURLToPath(import.meta.url)) console.log(await freePort())
