import type { PromiseName } from '../check/promises.js'

export interface PlantedBug {
  /** Of the patch beside this file, without `.patch`. */
  readonly name: string
  readonly what: string
  /** Folder of the package that it is planted in. */
  readonly package: string
  /** Named beforehand: what the run has to find broken. */
  readonly breaks: PromiseName
  /** Runs with these seeds, one after the other, until it is found. */
  readonly seeds: readonly number[]
  readonly minutes: number
}

/** Together at most three minutes of faults for each. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'offset-outside-transaction',
    what: 'the projector commits its offset before the rows',
    package: 'projector',
    breaks: 'pages-are-the-fold',
    seeds: [11, 12, 13],
    minutes: 1,
  },
  {
    name: 'dedup-off',
    what: 'command-api never looks for an earlier attempt',
    package: 'command-api',
    breaks: 'one-answer-a-key',
    seeds: [21, 22, 23],
    minutes: 0.6,
  },
  {
    name: 'resume-off-by-one',
    what: 'realtime resumes one event too late',
    package: 'realtime',
    breaks: 'readers-see-all-once',
    seeds: [31, 32, 33],
    minutes: 0.6,
  },
  {
    name: 'edit-after-delete',
    what: 'the fold lets an edit of a deleted message stand',
    package: 'schemas',
    breaks: 'deleted-stays-deleted',
    seeds: [41, 42, 43],
    minutes: 1,
  },
  {
    name: 'ack-before-kafka',
    what: 'the appender says written where Kafka said nothing',
    package: 'lib/log',
    breaks: 'acknowledged-stands',
    seeds: [53, 73, 78],
    minutes: 0.8,
  },
  {
    name: 'lost-batch-on-rebalance',
    what: 'the projector keeps only the last record of the first batch of a partition that it was given',
    package: 'projector',
    breaks: 'pages-are-the-fold',
    seeds: [67, 74, 82],
    minutes: 0.8,
  },
  {
    name: 'out-of-order-catch-up',
    what: 'realtime gives what was missed newest first',
    package: 'realtime',
    breaks: 'readers-see-all-once',
    seeds: [71, 72, 73],
    minutes: 0.6,
  },
  {
    name: 'username-race',
    what: 'command-api looks whether a name is free, and takes it later',
    package: 'command-api',
    breaks: 'names-are-unique',
    seeds: [81, 82, 83],
    minutes: 0.6,
  },
  {
    name: 'min-position-ignored',
    what: 'query-api answers without waiting for Min-Position',
    package: 'query-api',
    breaks: 'reads-keep-up',
    seeds: [91, 92, 93],
    minutes: 0.6,
  },
  {
    name: 'deleted-text-replayed',
    what: 'realtime leaves texts of deleted messages in its memory',
    package: 'realtime',
    breaks: 'deleted-stays-deleted',
    seeds: [101, 102, 103],
    minutes: 0.6,
  },
]
