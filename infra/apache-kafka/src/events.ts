import { setTimeout as sleep } from 'node:timers/promises'
import { type Admin, type IHeaders, Kafka, type KafkaMessage, logLevel } from 'kafkajs'
import { SetupError } from './setup-error.js'
import { valueDecoder } from './value-decoder.js'

export interface EventsOptions {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  readonly topic: string
  /** Only records with this key. */
  readonly key: string | undefined
  /** Goes on with what comes, until `signal`; otherwise ends with what was there at the start. */
  readonly follow: boolean
  readonly signal: AbortSignal
  readonly print: (line: string) => void
}

/**
 * Prints the records of a topic as lines of JSON, their Avro values decoded with the registry's schemas; each partition in its order.
 * A value that can't be decoded is a line too, with the reason. Nothing is committed: no consumer group is left behind.
 */
export async function printEvents(options: EventsOptions): Promise<void> {
  const kafka = new Kafka({
    clientId: 'hanashi-events',
    brokers: [...options.brokers],
    logLevel: logLevel.NOTHING,
  })
  const admin = kafka.admin()
  const groupId = `hanashi-events-${process.pid}-${Date.now()}`
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 250 })
  const decode = valueDecoder(options.registryUrl)
  await admin.connect()
  try {
    const left = await unreadPartitions(admin, options.topic)
    if (left.size === 0 && !options.follow) return
    await consumer.connect()
    await consumer.subscribe({ topics: [options.topic], fromBeginning: true })
    let crash: Error | undefined
    consumer.on(consumer.events.CRASH, ({ payload }) => (crash = payload.error))
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        const end = left.get(partition)
        const beyond = !options.follow && (end === undefined || BigInt(message.offset) >= end)
        const wanted = options.key === undefined || message.key?.toString() === options.key
        if (wanted && !beyond) options.print(await lineOf(partition, message, decode))
        if (end !== undefined && BigInt(message.offset) >= end - 1n) left.delete(partition)
      },
    })
    while ((options.follow || left.size > 0) && !options.signal.aborted) {
      if (crash !== undefined) throw crash
      await sleep(50)
    }
  } finally {
    await consumer.disconnect()
    await admin.deleteGroups([groupId]).catch((error: unknown) => {
      // It never came to exist, or the broker forgets it by itself: it has no members and no offsets.
      if (!(error instanceof Error)) throw error
    })
    await admin.disconnect()
  }
}

/** The end offset of each partition that holds records. Offsets aren't dense; Kafka always ends with a record here, as nothing is compacted. */
async function unreadPartitions(admin: Admin, topic: string): Promise<Map<number, bigint>> {
  if (!(await admin.listTopics()).includes(topic)) throw new SetupError(`there is no topic ${topic}`)
  const offsets = await admin.fetchTopicOffsets(topic)
  return new Map(
    offsets
      .filter(({ low, high }) => BigInt(high) > BigInt(low))
      .map(({ partition, high }) => [partition, BigInt(high)]),
  )
}

async function lineOf(
  partition: number,
  message: KafkaMessage,
  decode: ReturnType<typeof valueDecoder>,
): Promise<string> {
  return JSON.stringify({
    partition,
    offset: message.offset,
    time: new Date(Number(message.timestamp)).toISOString(),
    key: message.key?.toString() ?? null,
    headers: headersOf(message.headers),
    ...(await decode(message.value)),
  })
}

/** Text as text, other bytes in hexadecimal. */
function headersOf(headers: IHeaders = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const bytes = Buffer.from(Array.isArray(value) ? (value[0] ?? '') : (value ?? ''))
      const text = bytes.toString()
      return [name, /^[\x20-\x7e]*$/.test(text) ? text : bytes.toString('hex')]
    }),
  )
}
