import { randomBytes } from 'node:crypto'
import { createKafka, type KafkaSettings } from '@hanashi/log/kafka'
import type { OpenTopic } from '@hanashi/log/open-topic'
import { must, present } from './must.js'
import { encodeEvent, fingerprintHeader } from '@hanashi/schemas/codec'
import { eventIdOf } from '@hanashi/schemas/command-digest'
import type { MessageSent } from '@hanashi/schemas/events'
import { parseGroupId } from '@hanashi/schemas/group'
import { messageIdOf, parseCommandId, parseEventId, parseUserId, uuidV7 } from '@hanashi/schemas/ids'
import { headerName } from '@hanashi/schemas/topics'
import type { Producer } from 'kafkajs'

export const writer = { userId: '0192f0c0-0000-7000-8000-000000000001', username: 'mika' }
/** Of every message: a line of chat, part of it beyond ASCII. */
export const text = 'The tea is ready, come down when you are done with that chapter. お茶が入りましたよ。'

export interface BenchRecord {
  readonly partition: number
  readonly key: Buffer
  readonly value: Buffer
  readonly headers: Record<string, Buffer>
  readonly messageId: string
}

/** An id of the registry, which readers don't need: they go by the fingerprint. */
const schemaId = 1

export function newKey(): string {
  return uuidV7(Date.now(), randomBytes(10))
}

/** The event that command-api would append for a message of this group. */
export function messageSent(group: string): MessageSent {
  const commandId = must(parseCommandId(newKey()))
  const actorId = must(parseUserId(writer.userId))
  return {
    type: 'MessageSent',
    eventId: must(parseEventId(eventIdOf(group, actorId, commandId))),
    commandId,
    actorId,
    actorUsername: writer.username,
    occurredAt: Date.now(),
    group: must(parseGroupId(group)),
    messageId: messageIdOf(commandId),
    kind: 'text',
    text,
    tags: [],
    replyTo: null,
    sentAt: null,
  }
}

/** So many messages, spread over the groups. */
export function records(topic: OpenTopic, groups: readonly string[], count: number): readonly BenchRecord[] {
  const places = groups.map((group) => ({
    group,
    key: Buffer.from(group),
    partition: topic.partitionOf(group),
  }))
  const headers = { [headerName.schema]: fingerprintHeader('MessageSent') }
  return Array.from({ length: count }, (_, i) => {
    const { group, key, partition } = present(places[i % places.length], 'a group')
    const event = messageSent(group)
    return { partition, key, value: encodeEvent(event, schemaId), headers, messageId: event.messageId }
  })
}

/** A producer as fast as one goes: idempotent, connected, without Nagle's algorithm. */
export async function openProducer(kafka: KafkaSettings): Promise<Producer> {
  const producer = createKafka(kafka).producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  return producer
}

export async function append(producer: Producer, topic: string, all: readonly BenchRecord[]): Promise<void> {
  for (let at = 0; at < all.length; at += 1_000)
    await producer.send({ topic, acks: -1, messages: all.slice(at, at + 1_000) })
}
