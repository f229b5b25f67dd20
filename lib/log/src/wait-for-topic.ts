import { setTimeout as sleep } from 'node:timers/promises'
import type { TopicKind } from '@hanashi/schemas/topics'
import { FetchError } from './fetch-error.js'
import type { KafkaSettings } from './kafka.js'
import { openTopic, TopicNotReady, type OpenTopic } from './open-topic.js'

/**
 * Opens a topic as soon as Kafka answers and the topic is there, however long that takes.
 * @param waitingFor told what it waits for each time that it tries again, for `/ready`
 * @throws TopicMismatch, where waiting doesn't help; the signal's reason once it is aborted
 */
export async function waitForTopic(
  settings: KafkaSettings,
  topic: string,
  kind: TopicKind,
  { signal, waitingFor }: { readonly signal: AbortSignal; readonly waitingFor: (reason: string) => void },
): Promise<OpenTopic> {
  for (;;) {
    try {
      return await openTopic(settings, topic, kind)
    } catch (error) {
      if (!(error instanceof TopicNotReady || error instanceof FetchError || isKafkaError(error))) throw error
      waitingFor(error.message)
    }
    await sleep(500, undefined, { signal })
  }
}

function isKafkaError(error: unknown): error is Error {
  return error instanceof Error && error.name.startsWith('KafkaJS')
}
