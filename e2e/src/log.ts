import { decode, number, text, type LoggedEvent } from './decode.js'
import { foldGroup, type GroupFold } from './fold.js'
import { readTopic } from './log-reader.js'

/** The groups topic as it was at one moment. */
export interface Log {
  readonly generation: string
  /** Without the `LogOpened` records. */
  readonly partitions: readonly (readonly LoggedEvent[])[]
  readonly fold: (group: string) => GroupFold
  /** Events of a group as they are, copies and losers included. */
  readonly eventsOf: (group: string) => readonly LoggedEvent[]
}

/** Reads the whole topic; all records decode, and each partition begins with the `LogOpened` of one generation. */
export async function readLog(brokers: string, topic: string): Promise<Log> {
  const partitions = (await readTopic(brokers, topic)).map((records) => records.map(decode))
  const generations = new Set(partitions.map(([first]) => openedGeneration(first, partitions.length)))
  const [generation] = generations
  if (generation === undefined || generations.size !== 1) throw new Error(`${topic} has no one generation`)
  const events = partitions.map(([, ...rest]) => rest)
  const eventsOf = (group: string) => events.flat().filter(({ fields }) => fields['group'] === group)
  return { generation, partitions: events, eventsOf, fold: (group) => foldGroup(eventsOf(group), group) }
}

function openedGeneration(first: LoggedEvent | undefined, partitionCount: number): string {
  if (first?.name !== 'LogOpened') throw new Error('a partition does not begin with LogOpened')
  if (number(first, 'partitionCount') !== partitionCount)
    throw new Error('LogOpened has another partition count')
  return text(first, 'generation')
}
