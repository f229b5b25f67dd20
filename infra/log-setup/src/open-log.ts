import { randomBytes } from 'node:crypto'
import { createAppender } from '@hanashi/log/appender'
import { FetchClient } from '@hanashi/log/fetch-client'
import type { KafkaSettings } from '@hanashi/log/kafka'
import { EventDecoder, encodeEvent, fingerprintHeader } from '@hanashi/schemas/codec'
import { eventType, type LogOpened } from '@hanashi/schemas/events'
import { headerName, type TopicKind } from '@hanashi/schemas/topics'
import { newGeneration } from './generation.js'

/** The topic holds something that isn't ours. */
export class ForeignTopic extends Error {
  override readonly name = 'ForeignTopic'
}

export interface LogToOpen {
  readonly kind: TopicKind
  readonly topic: string
  /** Id of LogOpened's schema. */
  readonly schemaId: number
}

/**
 * Writes `LogOpened` as the first record of each partition that is empty. What the first record of partition 0 says is the
 * topic's generation: it is written before the others and read back, so that two set-ups at once, or one that takes up
 * what another one left, end with the same generation everywhere. A partition may get a second copy then, which changes nothing.
 */
export async function openLog(
  settings: KafkaSettings,
  { kind, topic, schemaId }: LogToOpen,
): Promise<LogOpened> {
  const client = new FetchClient(settings)
  const appender = createAppender(settings, [topic])
  const write = async (partition: number, event: LogOpened) => {
    const outcome = await appender.append({
      topic,
      partition,
      key: Buffer.from(event.generation),
      value: encodeEvent(event, schemaId),
      headers: { [headerName.schema]: fingerprintHeader(eventType.LogOpened) },
    })
    if (outcome.status === 'refused') throw new Error(`${topic} can't be written to: ${outcome.reason}`)
  }
  try {
    await client.connect()
    const partitionCount = (await client.endOffsets(topic)).length
    const mark = await firstMark(client, topic, 0)
    if (mark === undefined) {
      const generation = newGeneration(kind, topic, randomBytes(4))
      await write(0, { type: eventType.LogOpened, generation, partitionCount, createdAt: Date.now() })
    }
    const decided = mark ?? (await firstMark(client, topic, 0))
    if (decided === undefined)
      throw new Error(`${topic}: it is not known whether the mark was written; run this again`)
    for (let partition = 1; partition < partitionCount; partition++) {
      if ((await firstMark(client, topic, partition)) === undefined) await write(partition, decided)
    }
    return decided
  } finally {
    await appender.close()
    await client.close()
  }
}

/** @throws ForeignTopic where a partition begins with something else */
async function firstMark(
  client: FetchClient,
  topic: string,
  partition: number,
): Promise<LogOpened | undefined> {
  const [fetched] = await client.fetch({
    topic,
    partitions: [{ partition, offset: 0 }],
    maxWaitMs: 50,
    maxBytesPerPartition: 1_024,
  })
  const record = fetched?.records[0]
  if (record === undefined) return undefined
  const decoded = new EventDecoder().decode(record.value, record.fingerprint)
  if (decoded.status === 'event' && decoded.event.type === eventType.LogOpened) return decoded.event
  throw new ForeignTopic(
    `${topic}, partition ${partition} begins with a record that is no LogOpened: use another topic`,
  )
}
