import { WebSocket } from 'ws'

/** Packets of Engine.IO and Socket.IO, as texts. */
const open = '0'
const ping = '2'
const pong = '3'
const connected = '40'

/** Socket.IO's protocol on a bare WebSocket, so that a measure's sockets cost the same on either side. */
export interface BareSocket {
  readonly ws: WebSocket
  /** Sends an event whose acknowledgement has this number. */
  emit(event: string, request: unknown): Promise<unknown>
  /** Told every frame but acknowledgements and pings. */
  onFrame: (frame: Buffer) => void
}

export function bareWebSocket(url: string): WebSocket {
  return new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true })
}

export async function connectSocket(url: string, token: string): Promise<BareSocket> {
  const ws = bareWebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`)
  const acknowledgements = new Map<string, (answer: unknown) => void>()
  let nextId = 0
  const socket: BareSocket = {
    ws,
    emit: (event, request) => {
      const id = String(nextId++)
      ws.send(`42${id}${JSON.stringify([event, request])}`)
      return new Promise((resolve) => acknowledgements.set(id, resolve))
    },
    onFrame: () => undefined,
  }
  await new Promise<void>((resolve, reject) => {
    ws.on('error', reject)
    ws.on('close', () => reject(new Error('the server closed the socket')))
    ws.on('message', (frame: Buffer) => {
      const start = frame.toString('latin1', 0, 24)
      if (start.startsWith('42')) return socket.onFrame(frame)
      if (start === ping) return ws.send(pong)
      if (start.startsWith(open)) return ws.send(`40${JSON.stringify({ token })}`)
      if (start.startsWith(connected)) return resolve()
      const id = /^43(\d+)\[/.exec(start)?.[1]
      if (id === undefined) return reject(new Error(`the server sent ${frame.toString().slice(0, 200)}`))
      const [answer] = JSON.parse(frame.toString().slice(2 + id.length)) as unknown[]
      acknowledgements.get(id)?.(answer)
      acknowledgements.delete(id)
    })
  })
  return socket
}

/** @throws Error with the problem that the server answered */
export function checkAccepted(answer: unknown): void {
  if (typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true) return
  throw new Error(`refused: ${JSON.stringify(answer)}`)
}
