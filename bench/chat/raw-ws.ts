import { WebSocketServer } from 'ws'

type Told = { readonly frames: readonly string[] } | 'go' | 'listen'

/** A process that sends frames to every socket as they are: what ws alone can do. */
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
let frames: readonly Buffer[] = []
server.on('listening', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 })
})
process.on('message', (told: Told) => {
  if (told === 'listen') return
  if (told !== 'go') {
    frames = told.frames.map((frame) => Buffer.from(frame))
    return
  }
  for (const frame of frames) for (const socket of server.clients) socket.send(frame, { binary: false })
})
process.once('disconnect', () => process.exit())
