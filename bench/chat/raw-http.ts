import { createServer } from 'node:http'

/** A process that answers every request alike, as soon as its body is in: what node:http alone can do. */
process.once('message', ({ headers, body }: { headers: Record<string, string>; body: string }) => {
  const server = createServer((request, response) => {
    request.resume()
    request.once('end', () => {
      response.writeHead(201, headers)
      response.end(body)
    })
  })
  server.listen(0, '127.0.0.1', () => process.send?.({ port: portOf(server.address()) }))
})
process.once('disconnect', () => process.exit())

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
