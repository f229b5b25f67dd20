import type { Producer } from 'kafkajs'
import type { BenchRecord } from './records.js'

const maxRecordsPerSend = 200

/**
 * Records a second of so many writers, each waiting for its own acknowledgement before its next record. Whatever comes while a
 * `sendBatch` is under way goes with the next.
 */
export async function groupCommitPerSecond(
  producer: Producer,
  topic: string,
  writers: number,
  ms: number,
  next: () => BenchRecord,
): Promise<number> {
  const queue: { record: BenchRecord; written: () => void }[] = []
  let written = 0
  const began = performance.now()
  const work = Array.from({ length: writers }, async () => {
    while (performance.now() - began < ms) {
      await new Promise<void>((resolve) => queue.push({ record: next(), written: resolve }))
      written += 1
    }
  })
  while (queue.length > 0) {
    const batch = queue.splice(0, maxRecordsPerSend)
    await producer.sendBatch({
      acks: -1,
      topicMessages: [{ topic, messages: batch.map(({ record }) => record) }],
    })
    for (const one of batch) one.written()
    await new Promise(setImmediate)
  }
  await Promise.all(work)
  return written / ((performance.now() - began) / 1_000)
}
