import type { GroupCoordinator } from '../groups/coordinator.js'
import type { Log } from '../log.js'
import type { ProducerIds } from '../producer-ids.js'
import type { Reader } from '../protocol/reader.js'
import type { Writer } from '../protocol/writer.js'
import type { ByteBudget } from '../server/byte-budget.js'
import type { Peer } from '../server/connection.js'
import type { TopicStore } from '../topics/topic-store.js'

export interface Broker {
  readonly topics: TopicStore
  readonly groups: GroupCoordinator
  readonly producerIds: ProducerIds
  readonly clusterId: string
  /** What Metadata names for a client that reached us at `localHost`. */
  readonly addressFor: (localHost: string) => { readonly host: string; readonly port: number }
  readonly budget: ByteBudget
  readonly now: () => number
  readonly log: Log
}

export interface Request {
  readonly version: number
  readonly clientId: string
  readonly peer: Peer
  readonly reader: Reader
  /** Begins the answer, with its header. */
  readonly respond: (expectedBytes?: number) => Writer
}

/**
 * One request type. `handle` reads all of the request before it changes anything, so that a malformed one (the reader throws) has no
 * effect; null is no answer.
 */
export interface Api {
  readonly key: number
  readonly name: string
  readonly minVersion: number
  /** Where it differs from the lowest that is answered. */
  readonly announcedMinVersion?: number
  readonly maxVersion: number
  readonly flexibleFrom: number
  readonly handle: (request: Request, broker: Broker) => Writer | null | Promise<Writer | null>
}

export const nodeId = 1
/** Ours has no quotas. */
export const throttleTimeMs = 0
