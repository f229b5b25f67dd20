import { ErrorCode } from '../protocol/errors.js'
import { isDiskError } from '../log/disk.js'
import { checkProduced } from '../log/check-produced.js'
import type { Appended } from '../log/partition-log.js'
import type { Api, Broker } from './api.js'
import { throttleTimeMs } from './api.js'

type Answer = Appended & { readonly startOffset: number }
interface PartitionAnswer {
  readonly index: number
  readonly answer: Answer
}

const refuse = (error: ErrorCode, message: string): Answer => ({ ok: false, error, message, startOffset: -1 })

/** The answer is sent when every record in it will survive a kill, and with fsync a power cut. */
export const produce: Api = {
  key: 0,
  name: 'Produce',
  minVersion: 3,
  announcedMinVersion: 0,
  maxVersion: 7,
  flexibleFrom: 9,
  async handle({ version, reader, respond }, broker) {
    const transactionalId = reader.nullableString()
    const acks = reader.int16()
    reader.int32()
    const topics = reader.array(() => ({
      name: reader.string(),
      partitions: reader.array(() => ({ index: reader.int32(), batch: reader.nullableBytes() })),
    }))
    const append = (topic: string, index: number, batch: Buffer | null): Answer => {
      if (acks < -1 || acks > 1) return refuse(ErrorCode.INVALID_REQUIRED_ACKS, `acks ${acks}`)
      if (transactionalId !== null)
        return refuse(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, 'The dev broker has no transactions.')
      return appendTo(broker, topic, index, batch ?? Buffer.alloc(0), version)
    }
    const answers = topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index, batch }) => ({ index, answer: append(name, index, batch) })),
    }))
    const failed = await untilStable(answers.flatMap(({ partitions }) => partitions))
    if (failed !== null) broker.log.error('an append could not be made durable', failed)
    if (acks === 0) return null
    const response = respond()
    response.array(answers, ({ name, partitions }) => {
      response.string(name).array(partitions, ({ index, answer }) => {
        const stored = answer.ok && failed === null
        const error = answer.ok ? ErrorCode.KAFKA_STORAGE_ERROR : answer.error
        response.int32(index).int16(stored ? ErrorCode.NONE : error)
        response.int64(stored ? answer.baseOffset : -1).int64(stored ? answer.appendTimeMs : -1)
        if (version >= 5) response.int64(stored ? answer.startOffset : -1)
      })
    })
    return response.int32(throttleTimeMs)
  },
}

function appendTo(broker: Broker, topicName: string, index: number, batch: Buffer, version: number): Answer {
  const topic = broker.topics.get(topicName)
  const partition = topic?.partitions[index]
  if (topic === undefined || partition === undefined)
    return refuse(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `There is no ${topicName}-${index}.`)
  const { settings } = topic
  const checked = checkProduced(batch, settings.maxMessageBytes, version)
  if (!checked.ok) return { ...checked, startOffset: -1 }
  const { header } = checked
  const agesMs = broker.now() - header.maxTimestamp
  const outOfTime = -agesMs > settings.timestampAfterMaxMs || agesMs > settings.timestampBeforeMaxMs
  if (outOfTime && !settings.logAppendTime)
    return refuse(ErrorCode.INVALID_TIMESTAMP, 'The time of a record is out of range.')
  try {
    return { ...partition.append(batch, header, settings), startOffset: partition.startOffset }
  } catch (error) {
    if (!isDiskError(error)) throw error
    broker.log.error(`${topicName}-${index} can't be written`, error)
    return refuse(ErrorCode.KAFKA_STORAGE_ERROR, 'The disk refuses.')
  }
}

/** Null when all is on the disk that has to be, else why it isn't. */
async function untilStable(answers: readonly PartitionAnswer[]): Promise<unknown> {
  const pending = answers
    .map(({ answer }) => (answer.ok ? answer.stable : null))
    .filter((stable) => stable !== null)
  if (pending.length === 0) return null
  const settled = await Promise.allSettled(pending)
  return settled.find((result) => result.status === 'rejected')?.reason ?? null
}
