import { setTimeout as sleep } from 'node:timers/promises'
import type { FetchClient } from '@hanashi/log/fetch-client'
import { FetchError } from '@hanashi/log/fetch-error'
import type { TopicKind } from '@hanashi/schemas/topics'

/** The offset that the next record of a partition will have, as of the call or later; undefined while Kafka doesn't answer. */
export type LogEnds = (kind: TopicKind, partition: number) => Promise<number | undefined>

/** However many ask, one question a topic is on its way to Kafka; who asks meanwhile shares the next one. */
export function createLogEnds(
  client: Pick<FetchClient, 'connect' | 'endOffsets'>,
  topics: Readonly<Record<TopicKind, string>>,
  timeoutMs: number,
): LogEnds {
  const ask = { groups: shared(() => ends(topics.groups)), users: shared(() => ends(topics.users)) }
  async function ends(topic: string): Promise<readonly number[] | undefined> {
    try {
      await client.connect()
      return await client.endOffsets(topic)
    } catch (error) {
      if (error instanceof FetchError) return undefined
      throw error
    }
  }
  return async (kind, partition) => {
    const timeout = new AbortController()
    const late = sleep(timeoutMs, undefined, { signal: timeout.signal }).catch(ignoreAbort)
    const offsets = await Promise.race([ask[kind](), late])
    timeout.abort()
    return offsets?.[partition]
  }
}

function ignoreAbort(error: unknown): undefined {
  if (error instanceof Error && error.name === 'AbortError') return undefined
  throw error
}

/** Calls of `work` one after the other; a call is answered by one that began after it. */
export function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> | undefined
  let next: Promise<T> | undefined
  return () => {
    next ??= (async () => {
      // Its failure belongs to those who asked for it.
      await running?.catch(() => undefined)
      const mine = next
      next = undefined
      running = mine
      return work()
    })()
    return next
  }
}
