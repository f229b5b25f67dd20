import { FetchClient } from '@hanashi/log/fetch-client'
import { EventDecoder } from '@hanashi/schemas/codec'
import type { ReplayChunk } from '@hanashi/schemas/socket'
import { present } from './must.js'
import { untilProjected } from './progress.js'
import { append, openProducer, records, writer } from './records.js'
import { alternate, type Figure } from './rounds.js'
import { checkAccepted, connectSocket, type BareSocket } from './socket.js'
import { partitions, type System } from './system.js'

const messages = 20_000

/** A whole group from the beginning, beside reading and decoding its records. */
export async function replay(system: System): Promise<readonly Figure[]> {
  const group = system.groupIn(partitions.replay, 'replay')
  const producer = await openProducer(system.kafka)
  await append(producer, system.topic.topic, records(system.topic, [group], messages))
  await producer.disconnect()
  await untilProjected(system)
  const realtime = await system.service('realtime')
  const socket = await connectSocket(realtime.url, system.stack.token(writer))
  system.atEnd(() => Promise.resolve(socket.ws.terminate()))
  const client = new FetchClient(system.kafka)
  await client.connect()
  system.atEnd(() => client.close())
  const figure = await alternate({
    name: `replay of ${messages.toLocaleString('en-US')} events`,
    unit: 'a second',
    ours: () => perSecond(() => replayAll(socket, group)),
    limits: {
      'fetch and decode of the same records': () => perSecond(() => readAll(client, system.topic.topic)),
    },
  })
  return [figure]
}

async function perSecond(read: () => Promise<number>): Promise<number> {
  const began = performance.now()
  const count = await read()
  const seconds = (performance.now() - began) / 1_000
  if (count !== messages) throw new Error(`${count} of ${messages} events were read`)
  return count / seconds
}

/** Events of all chunks, each parsed as a client would. */
async function replayAll(socket: BareSocket, group: string): Promise<number> {
  let count = 0
  const done = new Promise<void>((resolve, reject) => {
    socket.onFrame = (frame) => {
      const [head, id] = present(
        /^42(\d*)\["replay"/.exec(frame.toString('latin1', 0, 24)) ?? undefined,
        'a replay',
      )
      const [, chunk] = JSON.parse(frame.toString().slice((head?.length ?? 0) - '["replay"'.length)) as [
        string,
        ReplayChunk,
      ]
      socket.ws.send(`43${id ?? ''}[]`)
      count += chunk.events.length
      if (chunk.error) reject(new Error(chunk.error.detail))
      else if (chunk.done) resolve()
    }
  })
  checkAccepted(await socket.emit('replay', { group }))
  await done
  return count
}

/** The partition is the group's alone. */
async function readAll(client: FetchClient, topic: string): Promise<number> {
  const decoder = new EventDecoder()
  let count = 0
  for (let offset = 0, end = 1; offset < end;) {
    const request = { topic, partitions: [{ partition: partitions.replay, offset }], maxWaitMs: 100 }
    const fetched = present((await client.fetch(request))[0], 'an answer')
    for (const { value, fingerprint } of fetched.records) {
      const decoded = decoder.decode(value, fingerprint)
      if (decoded.status === 'event' && decoded.event.type === 'MessageSent') count += 1
    }
    ;[offset, end] = [fetched.nextOffset, fetched.highWatermark]
  }
  return count
}
