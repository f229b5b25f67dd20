import type { GroupId } from '@hanashi/schemas/group'
import type { ResyncReason, SubscribeAck } from '@hanashi/schemas/socket'
import { failure } from './failure.js'
import { resyncFailure } from './resync.js'
import { Subscription, type SubscriptionParts } from './subscription.js'

export type AckSubscribe = (answer: SubscribeAck) => void

/** The right to subscribe to a group; a later request for the same group takes it away, and answers this one. */
export interface Turn {
  readonly current: boolean
  readonly group: GroupId
  begin(partition: number, after: number): void
  refuse(answer: SubscribeAck): void
  resync(reason: ResyncReason): void
}

interface Entry {
  readonly subscription: Subscription | undefined
  stop(): void
}

/** The groups that one socket follows, at most `maxGroups`. */
export class Subscriptions {
  readonly #entries = new Map<GroupId, Entry>()
  readonly #maxGroups: number
  readonly #parts: Omit<SubscriptionParts, 'ended'>
  readonly #tellResync: (group: GroupId, reason: ResyncReason) => void
  #stopped = false

  constructor(
    maxGroups: number,
    parts: Omit<SubscriptionParts, 'ended'>,
    tellResync: (group: GroupId, reason: ResyncReason) => void,
  ) {
    this.#maxGroups = maxGroups
    this.#parts = parts
    this.#tellResync = tellResync
  }

  get size(): number {
    return this.#entries.size
  }

  /** By group: everything up to here has been handed to the socket. */
  positions(): Readonly<Record<string, string>> {
    const positions: Record<string, string> = {}
    for (const [group, { subscription }] of this.#entries) {
      if (subscription) positions[group] = subscription.position
    }
    return positions
  }

  /** Ends what there was of this group. Undefined, and answered, where the socket follows too many or is being closed. */
  claim(group: GroupId, ack: AckSubscribe): Turn | undefined {
    if (this.#stopped) {
      ack(failure('stopping', 'The connection is being closed. Come back and ask again.'))
      return undefined
    }
    this.remove(group)
    if (this.#entries.size >= this.#maxGroups) {
      const detail = `A socket follows at most ${this.#maxGroups} groups. Leave one, or open another socket.`
      ack(failure('too-many-requests', detail))
      return undefined
    }
    const waiting: Entry = {
      subscription: undefined,
      stop: () => ack(failure('superseded', 'A later request for this group took the place of this one.')),
    }
    this.#entries.set(group, waiting)
    const isCurrent = (entry: Entry) => this.#entries.get(group) === entry
    const leave = (answer: SubscribeAck) => {
      if (!isCurrent(waiting)) return
      this.#entries.delete(group)
      ack(answer)
    }
    return {
      group,
      get current() {
        return isCurrent(waiting)
      },
      begin: (partition, after) => {
        if (isCurrent(waiting)) this.#begin({ group, partition, after }, ack)
      },
      refuse: leave,
      resync: (reason) => {
        if (isCurrent(waiting)) this.#tellResync(group, reason)
        this.#parts.metrics.catchUp('resync')
        leave(resyncFailure(group, reason))
      },
    }
  }

  remove(group: GroupId): void {
    const entry = this.#entries.get(group)
    this.#entries.delete(group)
    entry?.stop()
  }

  /** For good: what the client still asks for is refused. */
  stop(): void {
    this.#stopped = true
    for (const group of this.#entries.keys()) this.remove(group)
  }

  #begin(
    at: { readonly group: GroupId; readonly partition: number; readonly after: number },
    ack: AckSubscribe,
  ): void {
    const ended: SubscriptionParts['ended'] = (why) => {
      if (this.#entries.get(at.group) !== entry) return
      this.#entries.delete(at.group)
      if (why === 'refused') return
      this.#parts.metrics.catchUp('resync')
      this.#tellResync(at.group, why.resync)
    }
    const subscription = new Subscription(at, { ...this.#parts, ended }, ack)
    const entry: Entry = { subscription, stop: () => subscription.stop() }
    this.#entries.set(at.group, entry)
    subscription.start()
  }
}
