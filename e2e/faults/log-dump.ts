import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { decode, type LoggedEvent } from '../src/decode.js'
import { readTopic } from '../src/log-reader.js'
import { readLines } from './journal.js'

/** Both topics as they were at the end of the run, record by record. */
export interface KeptLog {
  readonly groups: readonly LoggedEvent[]
  readonly users: readonly LoggedEvent[]
}

const fileName = (kind: keyof KeptLog) => `log-${kind}.jsonl`

/** Reads Kafka with plain kafkajs and keeps what is there beside the journals, so that a verdict can be given again. */
export async function keepLog(
  folder: string,
  brokers: string,
  topics: { readonly groups: string; readonly users: string },
): Promise<void> {
  for (const kind of ['groups', 'users'] as const) {
    const stream = createWriteStream(join(folder, fileName(kind)), { flags: 'w' })
    for (const partition of await readTopic(brokers, topics[kind])) {
      for (const record of partition) stream.write(`${JSON.stringify(decode(record))}\n`)
    }
    stream.end()
    await once(stream, 'finish')
  }
}

export function readKeptLog(folder: string): KeptLog {
  const read = (kind: keyof KeptLog) => readLines<LoggedEvent>(join(folder, fileName(kind)))
  return { groups: read('groups'), users: read('users') }
}
