import { setTimeout as sleep } from 'node:timers/promises'
import { createAppender, type Appender } from '@hanashi/log/appender'
import type { KafkaSettings } from '@hanashi/log/kafka'
import type { OpenTopic } from '@hanashi/log/open-topic'
import { waitForTopic } from '@hanashi/log/wait-for-topic'
import type { EventType } from '@hanashi/schemas/events'
import type { TopicKind } from '@hanashi/schemas/topics'
import { lookUpSchemaIds, SchemasNotReady } from './schema-ids.js'

export interface OpenLogOptions {
  readonly kafka: KafkaSettings
  readonly registryUrl: string
  readonly topics: Readonly<Record<TopicKind, string>>
  readonly appendTimeoutMs: number
  readonly signal: AbortSignal
  /** Told what is waited for, each time that it is tried again. */
  readonly waitingFor: (reason: string) => void
  readonly appendFailed: (failure: { readonly nodeId: number; readonly reason: string }) => void
  readonly appended: (written: { readonly records: number; readonly elapsedMs: number }) => void
}

export interface OpenLog {
  readonly appender: Appender
  readonly topics: Readonly<Record<TopicKind, OpenTopic>>
  readonly schemaIds: ReadonlyMap<EventType, number>
}

/**
 * Waits for Kafka, both topics, and the registry's ids of the schemas that are written, however long that takes.
 * @throws TopicMismatch where going on would corrupt the log; the signal's reason once it is aborted
 */
export async function openLog(options: OpenLogOptions): Promise<OpenLog> {
  const { kafka, topics, signal, waitingFor, appendTimeoutMs } = options
  const groups = await waitForTopic(kafka, topics.groups, 'groups', { signal, waitingFor })
  const users = await waitForTopic(kafka, topics.users, 'users', { signal, waitingFor })
  const schemaIds = await waitForSchemas(options)
  const appender = createAppender(kafka, [topics.groups, topics.users], {
    limits: { tryForMs: appendTimeoutMs, attemptTimeoutMs: appendTimeoutMs },
    onFailure: options.appendFailed,
    onWritten: options.appended,
  })
  return { appender, topics: { groups, users }, schemaIds }
}

async function waitForSchemas({
  registryUrl,
  topics,
  signal,
  waitingFor,
}: OpenLogOptions): Promise<ReadonlyMap<EventType, number>> {
  for (;;) {
    try {
      return await lookUpSchemaIds(registryUrl, topics)
    } catch (error) {
      if (!(error instanceof SchemasNotReady)) throw error
      waitingFor(error.message)
    }
    await sleep(500, undefined, { signal })
  }
}
