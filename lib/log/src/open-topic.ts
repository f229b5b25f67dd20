import { EventDecoder } from '@hanashi/schemas/codec'
import type { LogOpened } from '@hanashi/schemas/events'
import { partitionOf } from '@hanashi/schemas/partition'
import { formatPosition, type Generation } from '@hanashi/schemas/position'
import { generationLetter, type TopicKind } from '@hanashi/schemas/topics'
import kafkajs from 'kafkajs'
import { FetchClient } from './fetch-client.js'
import { createKafka, type KafkaSettings } from './kafka.js'

/** A topic whose every partition begins with the same `LogOpened`. */
export interface OpenTopic {
  readonly topic: string
  readonly kind: TopicKind
  readonly generation: Generation
  readonly partitionCount: number
  partitionOf(key: string): number
  /** The position of an event, written. */
  positionAt(partition: number, offset: number): string
}

/** The topic can't be used as it is, and waiting doesn't help: going on would corrupt or lose something. */
export class TopicMismatch extends Error {
  override readonly name = 'TopicMismatch'
}

/** The topic isn't there yet, or not opened to its end: whoever sets it up may still be at it. */
export class TopicNotReady extends Error {
  override readonly name = 'TopicNotReady'
}

/**
 * Reads `LogOpened` from the first record of each partition and compares count and settings with what the design needs.
 * @throws TopicNotReady, TopicMismatch, or FetchError while Kafka is away
 */
export async function openTopic(settings: KafkaSettings, topic: string, kind: TopicKind): Promise<OpenTopic> {
  const client = new FetchClient(settings)
  try {
    await client.connect()
    const starts = await client.startOffsets(topic)
    const marks: LogOpened[] = []
    for (const [partition, start] of starts.entries()) {
      marks.push(await readMark(client, topic, partition, start))
    }
    const [first] = marks
    if (!first) throw new TopicNotReady(`${topic} has no partition`)
    for (const [partition, mark] of marks.entries()) {
      if (mark.generation !== first.generation || mark.partitionCount !== marks.length) {
        throw new TopicMismatch(
          `${topic}, partition ${partition}: LogOpened says ${mark.generation} with ${mark.partitionCount} partitions, ` +
            `where partition 0 says ${first.generation} and the topic has ${marks.length}. Make a new generation of the topic`,
        )
      }
    }
    if (!first.generation.startsWith(generationLetter[kind])) {
      throw new TopicMismatch(`${topic} is opened as ${first.generation}, which is no generation of ${kind}`)
    }
    await checkSettings(settings, topic)
    const { generation } = first
    const partitionCount = marks.length
    return {
      topic,
      kind,
      generation,
      partitionCount,
      partitionOf: (key) => partitionOf(key, partitionCount),
      positionAt: (partition, offset) => formatPosition({ generation, partition, offset }),
    }
  } finally {
    await client.close()
  }
}

async function readMark(client: FetchClient, topic: string, partition: number, start: number) {
  if (start > 0) {
    throw new TopicMismatch(
      `${topic}, partition ${partition} begins at offset ${start}: retention has deleted a part of the log`,
    )
  }
  const [fetched] = await client.fetch({
    topic,
    partitions: [{ partition, offset: 0 }],
    maxWaitMs: 100,
    maxBytesPerPartition: 1_024,
  })
  const record = fetched?.records[0]
  if (!record)
    throw new TopicNotReady(`${topic}, partition ${partition} is not opened yet: run the log set-up`)
  const decoded = new EventDecoder().decode(record.value, record.fingerprint)
  if (decoded.status !== 'event' || decoded.event.type !== 'LogOpened') {
    throw new TopicMismatch(
      `${topic}, partition ${partition} does not begin with LogOpened: it was not made by the log set-up`,
    )
  }
  return decoded.event
}

/** Each setting with which something could be lost, and the only value with which nothing is. */
const safeSettings: Readonly<Record<string, string>> = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'unclean.leader.election.enable': 'false',
}

async function checkSettings(settings: KafkaSettings, topic: string): Promise<void> {
  const admin = createKafka(settings).admin()
  await admin.connect()
  try {
    const { resources } = await admin.describeConfigs({
      resources: [
        { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: Object.keys(safeSettings) },
      ],
      includeSynonyms: false,
    })
    for (const { configName, configValue } of resources[0]?.configEntries ?? []) {
      const safe = safeSettings[configName]
      if (safe !== undefined && configValue !== safe) {
        throw new TopicMismatch(
          `${topic} has ${configName}=${configValue}, with which events could be lost; set it to ${safe}`,
        )
      }
    }
  } finally {
    await admin.disconnect()
  }
}
