import { setTimeout as sleep } from 'node:timers/promises'
import { FetchError } from '@hanashi/log/fetch-error'
import type { KafkaSettings } from '@hanashi/log/kafka'
import { openTopic, type OpenTopic } from '@hanashi/log/open-topic'
import { eventType } from '@hanashi/schemas/events'
import { defaultPartitions, type TopicKind } from '@hanashi/schemas/topics'
import type { LogSetupConfig } from './config.js'
import { createTopic } from './create-topic.js'
import { openLog } from './open-log.js'
import { registerSchemas, RegistryUnavailable } from './registry.js'

/**
 * Makes what the services expect: both topics, the schemas in the registry, and `LogOpened` in each partition. Can be run
 * again at any time, also after it was interrupted or beside another one: what is there stays.
 * @param say told of each step, for a person
 */
export async function setUpLog(
  config: LogSetupConfig,
  say: (line: string) => void = () => undefined,
): Promise<{ readonly groups: OpenTopic; readonly users: OpenTopic }> {
  const giveUpAtMs = performance.now() + config.waitMs
  const settings: KafkaSettings = { ...config.kafka, clientId: 'hanashi-log-setup' }
  const setUp = async (kind: TopicKind, topic: string, partitions: number) => {
    const made = await patiently(giveUpAtMs, say, () =>
      createTopic(settings, { ...config, topic, partitions }),
    )
    const ids = await patiently(giveUpAtMs, say, () => registerSchemas(config.registryUrl, kind, topic))
    const schemaId = ids.get(eventType.LogOpened)
    if (schemaId === undefined) throw new Error(`the registry has no id for ${eventType.LogOpened}`)
    await patiently(giveUpAtMs, say, () => openLog(settings, { kind, topic, schemaId }))
    const open = await patiently(giveUpAtMs, say, () => openTopic(settings, topic, kind))
    const partitionCount = `${open.partitionCount} partition${open.partitionCount === 1 ? '' : 's'}`
    say(
      `${topic}: ${made ? 'made' : 'was there'}, generation ${open.generation}, ${partitionCount}, ${ids.size} schemas`,
    )
    return open
  }
  return {
    groups: await setUp('groups', config.groupsTopic, config.partitions),
    users: await setUp('users', config.usersTopic, defaultPartitions.users),
  }
}

/** Tries again while Kafka or the registry doesn't answer, until the time is up. */
async function patiently<T>(
  giveUpAtMs: number,
  say: (line: string) => void,
  work: () => Promise<T>,
): Promise<T> {
  let said = ''
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!mayPass(error) || performance.now() > giveUpAtMs) throw error
      if (error.message !== said) say(`waiting: ${error.message}`)
      said = error.message
    }
    await sleep(500)
  }
}

function mayPass(error: unknown): error is Error {
  if (error instanceof RegistryUnavailable) return true
  if (error instanceof FetchError) return error.kind !== 'offset-out-of-range'
  return error instanceof Error && error.name.startsWith('KafkaJS') && error.name !== 'KafkaJSAggregateError'
}
