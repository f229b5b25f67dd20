import type { Generation } from '@hanashi/schemas/position'
import type { TopicKind } from '@hanashi/schemas/topics'
import { Listener } from './listener.js'
import { parseNotice, progressChannel, servingChannel, type ProgressNotice } from './notice.js'
import type { ReadModel } from './open.js'
import type { ReadModelLogger } from './pool.js'
import {
  judge,
  loadProgress,
  noProgress,
  type Judgement,
  type ProgressState,
  type ProgressTarget,
} from './progress-state.js'

export type { ProgressTarget } from './progress-state.js'

/** `timeout`: not reached in time, or too many wait already. */
export type Waited = 'reached' | 'timeout' | 'parked' | 'other-generation'

export interface ProgressSettings {
  readonly readModel: ReadModel
  readonly databaseUrl: string
  readonly logger: ReadModelLogger
  /** How often the state is read in case a notice was lost; 2 s unless told. */
  readonly pollMs?: number
  /** More than these aren't kept waiting; 20,000 unless told. */
  readonly maxWaiters?: number
}

interface Waiter {
  readonly target: ProgressTarget
  readonly settle: (waited: Waited) => void
}

/**
 * How far the projection is, as this process knows it: never ahead of what a query would see, and behind it by a notice's way. One
 * connection listens for all waiters; nothing is asked of Postgres for a single wait. While Postgres is away the last known state stays.
 */
export class Progress {
  readonly #readModel: ReadModel
  readonly #logger: ReadModelLogger
  readonly #listener: Listener
  readonly #pollMs: number
  readonly #maxWaiters: number
  readonly #waiters = new Set<Waiter>()
  #state: ProgressState = noProgress
  #schema = ''
  #loading: Promise<void> | undefined
  #again = false
  #timer: NodeJS.Timeout | undefined

  constructor(settings: ProgressSettings) {
    this.#readModel = settings.readModel
    this.#logger = settings.logger
    this.#pollMs = settings.pollMs ?? 2_000
    this.#maxWaiters = settings.maxWaiters ?? 20_000
    this.#listener = new Listener({
      databaseUrl: settings.databaseUrl,
      logger: settings.logger,
      channels: [progressChannel, servingChannel],
      onListening: () => this.#reload(),
      onNotice: (channel, payload) => this.#hear(channel, payload),
    })
  }

  /** Begins to follow; resolves after the first look, whether or not Postgres answered. */
  async start(): Promise<void> {
    await this.#listener.start()
    await this.#reload()
    this.#timer = setInterval(() => void this.#reload(), this.#pollMs).unref()
  }

  /** Whoever still waits gets `timeout`. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#listener.close()
    for (const waiter of this.#waiters) waiter.settle('timeout')
  }

  /** Everything below has been projected; undefined until the projection is known. */
  nextOffset(kind: TopicKind, partition: number): number | undefined {
    return this.#state.topics.get(kind)?.nextOffsets[partition]
  }

  /** Undefined until a projector has opened the topic. */
  generation(kind: TopicKind): Generation | undefined {
    return this.#state.topics.get(kind)?.generation
  }

  /** Undefined until a projector has opened the topic. */
  partitionCount(kind: TopicKind): number | undefined {
    return this.#state.topics.get(kind)?.nextOffsets.length
  }

  /** The offset of the group's first parked record; the group is true up to the one before. */
  firstParked(group: string): number | undefined {
    return this.#state.firstParked.get(group)
  }

  /** Whether it is there now, without waiting. */
  judge(target: ProgressTarget): Judgement {
    return judge(this.#state, target)
  }

  /** Resolves as soon as the target is reached or can't be; after `timeoutMs`, or when the signal fires, with `timeout`. */
  waitFor(target: ProgressTarget, timeoutMs: number, signal?: AbortSignal): Promise<Waited> {
    const now = this.judge(target)
    if (now !== 'behind') return Promise.resolve(now)
    if (this.#waiters.size >= this.#maxWaiters || signal?.aborted) return Promise.resolve('timeout')
    return new Promise((resolve) => {
      const waiter: Waiter = {
        target,
        settle: (waited) => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', giveUp)
          this.#waiters.delete(waiter)
          resolve(waited)
        },
      }
      const giveUp = () => waiter.settle('timeout')
      const timer = setTimeout(giveUp, timeoutMs)
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#waiters.add(waiter)
    })
  }

  #hear(channel: string, payload: string): void {
    if (channel === servingChannel) {
      void this.#readModel.refresh().then(() => this.#reload())
      return
    }
    const notice = parseNotice(payload)
    if (!notice || notice.schema !== this.#schema) return
    if (notice.parkedChanged || !this.#advance(notice)) void this.#reload()
  }

  /** @returns false where the notice is of a partition that isn't known */
  #advance({ kind, partition, nextOffset }: ProgressNotice): boolean {
    const topic = this.#state.topics.get(kind)
    const known = topic?.nextOffsets[partition]
    if (!topic || known === undefined) return false
    if (nextOffset <= known) return true
    const topics = new Map(this.#state.topics).set(kind, {
      ...topic,
      nextOffsets: topic.nextOffsets.with(partition, nextOffset),
    })
    this.#take({ ...this.#state, topics })
    return true
  }

  /** One look at a time; a wish that comes during one is followed by another. */
  async #reload(): Promise<void> {
    if (this.#loading) {
      this.#again = true
      return this.#loading
    }
    this.#loading = this.#look().finally(() => {
      this.#loading = undefined
      if (this.#again) {
        this.#again = false
        void this.#reload()
      }
    })
    return this.#loading
  }

  async #look(): Promise<void> {
    try {
      const { schema } = this.#readModel
      const state = await loadProgress(this.#readModel)
      // A notice that came meanwhile may know more than this look.
      this.#take(schema === this.#schema ? newer(this.#state, state) : state)
      this.#schema = schema
    } catch (error) {
      this.#logger.info({ err: error }, 'cannot read how far the projection is')
    }
  }

  #take(state: ProgressState): void {
    this.#state = state
    for (const waiter of this.#waiters) {
      const judgement = judge(state, waiter.target)
      if (judgement !== 'behind') waiter.settle(judgement)
    }
  }
}

function newer(known: ProgressState, seen: ProgressState): ProgressState {
  const topics = new Map(seen.topics)
  for (const [kind, topic] of seen.topics) {
    const before = known.topics.get(kind)
    if (before?.generation !== topic.generation) continue
    topics.set(kind, {
      ...topic,
      nextOffsets: topic.nextOffsets.map((next, partition) =>
        Math.max(next, before.nextOffsets[partition] ?? 0),
      ),
    })
  }
  return { ...seen, topics }
}
