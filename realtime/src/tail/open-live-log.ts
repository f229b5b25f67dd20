import { FetchClient } from '@hanashi/log/fetch-client'
import type { KafkaSettings } from '@hanashi/log/kafka'
import type { OpenTopic } from '@hanashi/log/open-topic'
import { ChangeWindow } from '../feed/change-window.js'
import { Feed } from '../feed/feed.js'
import { JudgedOffsets } from '../feed/judged-offsets.js'
import { MessageWindow } from '../feed/message-window.js'
import { RecentEvents } from '../feed/recent-events.js'
import type { LogEvents } from '../log-events.js'
import type { Logger } from '../logger.js'
import type { FindFacts } from '../past/event-facts.js'
import { PastLog } from '../past/past-log.js'
import { PastScans } from '../past/past-scans.js'
import { Ingest } from './ingest.js'
import { LiveJudge } from './live-judge.js'
import { createReach, type Reach } from './reach.js'
import { Tail } from './tail.js'

export interface LiveLogOptions {
  readonly kafka: KafkaSettings
  readonly topic: OpenTopic
  readonly logEvents: LogEvents
  readonly findFacts: FindFacts
  readonly memoryBytes: number
  readonly windowMs: number
  readonly windowMessages: number
  readonly readBackRecords: number
  readonly scanBytes: number
  readonly reachTimeoutMs: number
  readonly logger: Logger
  /** Told of errors that nothing here expects; the process should end. */
  readonly onFatal: (error: unknown) => void
}

export interface LiveLog {
  readonly feed: Feed
  readonly past: PastScans
  readonly reach: Reach
  readonly tail: Tail
  readonly window: MessageWindow
  /** Whether everything that was in the log at the start has been read. */
  primed(): boolean
  close(): Promise<void>
}

/**
 * The live end and the past of the log. Begins by reading the last `windowMs` back, so that copies are told and short gaps are in memory from the
 * start; each of the three clients does one thing, so that none waits for another.
 */
export async function openLiveLog(options: LiveLogOptions): Promise<LiveLog> {
  const { kafka, topic: open, logger, logEvents, findFacts, onFatal } = options
  const { topic, generation } = open
  const [live, past, offsets] = [new FetchClient(kafka), new FetchClient(kafka), new FetchClient(kafka)]
  await Promise.all([live.connect(), past.connect(), offsets.connect()])
  const primedTo = await offsets.endOffsets(topic)
  const { from, coveredFromMs } = await readBackFrom(offsets, topic, primedTo, options)
  const window = new MessageWindow({ maxAgeMs: options.windowMs, maxMessages: options.windowMessages })
  const changes = new ChangeWindow({ maxAgeMs: options.windowMs, maxChanges: options.windowMessages })
  const judged = new JudgedOffsets(from)
  const before = from.map((offset) => offset - 1)
  const feed = new Feed(new RecentEvents(options.memoryBytes, before), before)
  const ingest = new Ingest({
    generation,
    logEvents,
    judge: new LiveJudge(window, changes, from),
    judged,
    feed,
    findFacts,
    primedTo,
    coveredFromMs,
    logger,
    now: Date.now,
  })
  const tail = new Tail({ client: live, topic, from, ingest, logger })
  const maxChunkBytes = options.scanBytes
  const pastLog = new PastLog({
    client: past,
    topic,
    generation,
    logEvents,
    findFacts,
    judged,
    window,
    maxChunkBytes,
  })
  const ended = tail.run().catch(onFatal)
  return {
    feed,
    past: new PastScans(feed, pastLog, onFatal),
    reach: createReach(feed, offsets, topic, options.reachTimeoutMs),
    tail,
    window,
    primed: () => primedTo.every((end, partition) => feed.position(partition) >= end - 1),
    async close() {
      tail.stop()
      await ended
      await Promise.all([live.close(), past.close(), offsets.close()])
    },
  }
}

/** Where to begin; a partition with more than `readBackRecords` in `windowMs` has a window that goes back far enough only later. */
async function readBackFrom(
  offsets: FetchClient,
  topic: string,
  ends: readonly number[],
  { windowMs, readBackRecords }: LiveLogOptions,
): Promise<{ readonly from: readonly number[]; readonly coveredFromMs: readonly number[] }> {
  const nowMs = Date.now()
  const byTime = await offsets.offsetsAt(topic, nowMs - windowMs)
  const from = ends.map((end, partition) => Math.max(byTime[partition] ?? end, end - readBackRecords, 0))
  const coveredFromMs = from.map((offset, partition) => (offset === byTime[partition] ? 0 : nowMs + windowMs))
  return { from, coveredFromMs }
}
