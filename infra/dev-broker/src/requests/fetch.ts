import { ErrorCode } from '../protocol/errors.js'
import { readHeader } from '../log/record-batch.js'
import type { PartitionLog } from '../log/partition-log.js'
import type { Writer } from '../protocol/writer.js'
import type { Api, Broker } from './api.js'
import { throttleTimeMs } from './api.js'
import { untilAppended } from './fetch-wait.js'

/** Of one answer, whatever the client allows. */
const maxAnswerBytes = 16 * 1024 * 1024
/** What an answer is good for when all connections together hold their budget. */
const leastAnswerBytes = 64 * 1024

interface Wanted {
  readonly topic: string
  readonly index: number
  readonly offset: number
  readonly maxBytes: number
}

interface Found extends Wanted {
  readonly error: ErrorCode
  readonly log: PartitionLog | undefined
  source: {
    readonly segment: { read(room: Buffer, position: number): number }
    readonly position: number
    bytes: number
  } | null
}

/**
 * Long poll: waits up to the client's time for its least bytes. Which partition is served first moves on with every request, so that
 * one with much to read can't starve the others. The first with records gets a whole batch, even one above every limit.
 */
export const fetch: Api = {
  key: 1,
  name: 'Fetch',
  minVersion: 4,
  maxVersion: 11,
  flexibleFrom: 12,
  async handle({ version, reader, respond, peer }, broker) {
    reader.int32()
    const maxWaitMs = reader.int32()
    const minBytes = reader.int32()
    const maxBytes = reader.int32()
    const committedOnly = reader.int8() === 1
    if (version >= 7) reader.int32() // A session; we answer 0, which is none.
    if (version >= 7) reader.int32()
    const topics = reader.array(() => ({ name: reader.string(), partitions: reader.array(readPartition) }))
    const wanted = topics.flatMap(({ name, partitions }) =>
      partitions.map((partition) => ({ topic: name, ...partition })),
    )
    const look = (): Found[] => locateAll(broker, wanted, Math.min(maxBytes, answerLimit(broker)))
    let found = look()
    const enough =
      found.some(({ error }) => error !== ErrorCode.NONE) || sumOf(found) >= minBytes || wanted.length === 0
    if (!enough && maxWaitMs > 0) {
      await untilAppended(
        found.map(({ log }) => log),
        { needBytes: minBytes - sumOf(found), maxWaitMs, peer },
      )
      if (peer.closed) return null
      found = look()
    }
    const response = respond(1024 + found.length * 64 + sumOf(found)).int32(throttleTimeMs)
    if (version >= 7) response.int16(ErrorCode.NONE).int32(0)
    const answers = new Map(found.map((partition) => [keyOf(partition.topic, partition.index), partition]))
    return response.array(topics, ({ name, partitions }) => {
      response.string(name).array(partitions, ({ index }) => {
        writePartition(response, answers.get(keyOf(name, index)), { index, version, committedOnly })
      })
    })

    function readPartition(): Omit<Wanted, 'topic'> {
      const index = reader.int32()
      if (version >= 9) reader.int32()
      const offset = reader.int64()
      if (version >= 5) reader.int64()
      return { index, offset, maxBytes: reader.int32() }
    }
  },
}

const keyOf = (topic: string, index: number): string => `${index} ${topic}`

const answerLimit = ({ budget }: Broker): number =>
  Math.min(maxAnswerBytes, Math.max(leastAnswerBytes, budget.freeBytes / 4))

const sumOf = (found: readonly Found[]): number =>
  found.reduce((sum, { source }) => sum + (source?.bytes ?? 0), 0)

let turn = 0

function locateAll(broker: Broker, wanted: readonly Wanted[], maxBytes: number): Found[] {
  const first = wanted.length > 0 ? turn++ % wanted.length : 0
  let roomBytes = maxBytes
  return [...wanted.slice(first), ...wanted.slice(0, first)].map((partition) => {
    const isFirst = roomBytes === maxBytes
    const found = locate(broker, partition, Math.min(partition.maxBytes, roomBytes), isFirst)
    roomBytes -= found.source?.bytes ?? 0
    return found
  })
}

function locate(broker: Broker, wanted: Wanted, limitBytes: number, isFirst: boolean): Found {
  const log = broker.topics.partition(wanted.topic, wanted.index)
  const base = { ...wanted, log, source: null }
  if (log === undefined) return { ...base, error: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION }
  if (wanted.offset < log.startOffset || wanted.offset > log.endOffset)
    return { ...base, error: ErrorCode.OFFSET_OUT_OF_RANGE }
  const place = limitBytes > 0 ? log.locate(wanted.offset) : null
  if (place === null) return { ...base, error: ErrorCode.NONE }
  const bytes = wholeBatchBytes(
    place.segment,
    place.position,
    Math.min(limitBytes, place.availableBytes),
    isFirst,
  )
  return {
    ...base,
    error: ErrorCode.NONE,
    source: { segment: place.segment, position: place.position, bytes },
  }
}

/** The bytes to read: at least the first batch where this partition is the answer's first, else nothing rather than a part of it. */
function wholeBatchBytes(
  segment: { read(room: Buffer, position: number): number },
  position: number,
  limitBytes: number,
  isFirst: boolean,
): number {
  const size = Buffer.allocUnsafe(12)
  segment.read(size, position)
  const firstBytes = size.readInt32BE(8) + 12
  if (firstBytes <= limitBytes) return limitBytes
  return isFirst ? firstBytes : 0
}

interface Framing {
  readonly index: number
  readonly version: number
  readonly committedOnly: boolean
}

function writePartition(
  response: Writer,
  found: Found | undefined,
  { index, version, committedOnly }: Framing,
): void {
  const log = found?.error === ErrorCode.NONE ? found.log : undefined
  response.int32(index).int16(found?.error ?? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
  response.int64(log?.highWatermark ?? -1).int64(log?.highWatermark ?? -1)
  if (version >= 5) response.int64(log?.startOffset ?? -1)
  response.array(committedOnly ? [] : null, () => undefined)
  if (version >= 11) response.int32(-1)
  const source = found?.source
  response.filled(source?.bytes ?? 0, (room) =>
    source ? endOfWholeBatches(room.subarray(0, source.segment.read(room, source.position))) : 0,
  )
}

/** Where the last whole batch in `bytes` ends. */
function endOfWholeBatches(bytes: Buffer): number {
  let end = 0
  while (end + 61 <= bytes.length) {
    const { sizeBytes } = readHeader(bytes, end)
    if (end + sizeBytes > bytes.length) break
    end += sizeBytes
  }
  return end
}
