import { setTimeout as sleep } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { present } from './must.js'
import { startRaw } from './raw-process.js'
import { append, openProducer, records, writer } from './records.js'
import { alternate, type Figure } from './rounds.js'
import { bareWebSocket, checkAccepted, connectSocket, type BareSocket } from './socket.js'
import { partitions, type System } from './system.js'

const sockets = 200
const burst = 1_000

/** One burst from its append to the last socket's last event, beside ws sending the frames that came of it. */
export async function fanOut(system: System): Promise<readonly Figure[]> {
  const group = system.groupIn(partitions.fanOut, 'fan-out')
  const producer = await openProducer(system.kafka)
  system.atEnd(() => producer.disconnect())
  const realtime = await system.service('realtime')
  const subscribers = await subscribe(realtime.url, system.stack.token(writer), group)
  system.atEnd(() => Promise.resolve(subscribers.forEach(({ ws }) => ws.terminate())))
  const raw = await startRaw('./raw-ws.ts', 'listen')
  system.atEnd(() => raw.stop())
  const listeners = await listen(`ws://127.0.0.1:${raw.port}`)
  let frames: readonly string[] = []
  let last = Buffer.alloc(0)
  const figure = await alternate({
    name: `deliveries of a burst of ${burst.toLocaleString('en-US')} to ${sockets} sockets`,
    unit: 'a second',
    ours: async () => {
      const events = records(system.topic, [group], burst)
      last = Buffer.from(present(events.at(-1), 'a record').messageId)
      const received = subscribers.map((socket) => until(last, (take) => (socket.onFrame = take)))
      const began = performance.now()
      await append(producer, system.topic.topic, events)
      const all = await Promise.all(received)
      const seconds = (performance.now() - began) / 1_000
      frames = present(all[0], 'a socket').map((frame) => frame.toString())
      if (countEvents(frames) !== burst) throw new Error(`${countEvents(frames)} of ${burst} events came`)
      await sleep(200)
      return (burst * sockets) / seconds
    },
    limits: {
      'ws sending the same frames': async () => {
        raw.send({ frames })
        await sleep(200)
        const received = listeners.map((ws) =>
          until(last, (take) => ws.removeAllListeners('message').on('message', take)),
        )
        const began = performance.now()
        raw.send('go')
        await Promise.all(received)
        return (burst * sockets) / ((performance.now() - began) / 1_000)
      },
    },
  })
  return [figure]
}

async function subscribe(url: string, token: string, group: string): Promise<readonly BareSocket[]> {
  const all: BareSocket[] = []
  for (let n = 0; n < sockets; n++) {
    const socket = await connectSocket(url, token)
    checkAccepted(await socket.emit('subscribe', { group }))
    all.push(socket)
  }
  return all
}

async function listen(url: string): Promise<readonly WebSocket[]> {
  return Promise.all(
    Array.from({ length: sockets }, async () => {
      const ws = bareWebSocket(url)
      await new Promise<void>((resolve, reject) => ws.once('open', resolve).once('error', reject))
      return ws
    }),
  )
}

/** The frames up to the one that has these bytes. */
function until(last: Buffer, each: (take: (frame: Buffer) => void) => void): Promise<readonly Buffer[]> {
  const frames: Buffer[] = []
  return new Promise((resolve) =>
    each((frame) => {
      frames.push(frame)
      if (frame.includes(last)) resolve(frames)
    }),
  )
}

function countEvents(frames: readonly string[]): number {
  return frames.reduce((sum, frame) => sum + frame.split('"eventId"').length - 1, 0)
}
