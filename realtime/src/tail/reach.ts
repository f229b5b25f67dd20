import type { FetchClient } from '@hanashi/log/fetch-client'
import { FetchError } from '@hanashi/log/fetch-error'
import type { Feed } from '../feed/feed.js'

export type Reached = 'reached' | 'beyond-end' | 'timeout' | 'unavailable'

/** Waits, in bounded time, until the live end has published an offset. */
export type Reach = (partition: number, offset: number) => Promise<Reached>

/**
 * An offset above what this instance has read is either in the log, and then soon here, or one that no log of this generation ever gave.
 * @param offsets a client of its own, so that a long poll doesn't hold the question up
 */
export function createReach(feed: Feed, offsets: FetchClient, topic: string, timeoutMs: number): Reach {
  const ends = sharedEnds(offsets, topic)
  return async (partition, offset) => {
    if (feed.position(partition) >= offset) return 'reached'
    try {
      if (offset >= ((await ends())[partition] ?? 0)) return 'beyond-end'
    } catch (error) {
      if (error instanceof FetchError) return 'unavailable'
      throw error
    }
    return (await feed.whenAt(partition, offset, timeoutMs)) ? 'reached' : 'timeout'
  }
}

/** Whoever asks while a question is waiting to be sent shares it; nobody gets an answer to a question from before. */
function sharedEnds(offsets: FetchClient, topic: string): () => Promise<readonly number[]> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<readonly number[]> | undefined
  return () => {
    if (next) return next
    const question = running.then(() => {
      next = undefined
      return offsets.endOffsets(topic)
    })
    next = question
    running = question.catch(() => undefined)
    return question
  }
}
