import { createServer } from 'node:http'

// Started by imports.ts: answers everything with the same bytes, to see what the machine itself does to a reply.
const body = JSON.stringify({ filling: 'x'.repeat(6_000) })
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(body))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0)
})
process.on('disconnect', () => process.exit())
