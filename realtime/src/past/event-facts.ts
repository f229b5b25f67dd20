import type { MessageState } from '@hanashi/schemas/effective'
import { eventType, type MessageEvent } from '@hanashi/schemas/events'

/** An event of a message at its place in a partition. */
export interface Placed {
  readonly event: MessageEvent
  readonly offset: number
}

/** What the read model says of an event; all facts of one answer are of one moment. */
export interface EventFacts {
  /** Events of this group below this offset have been judged by the projection; it is not that far, or the group is parked, from here on. */
  readonly judgedTo: number
  readonly parked: boolean
  /** The first record in the log of the event's command (key, actor and type), where one is below `judgedTo`. */
  readonly command: { readonly offset: number; readonly stood: boolean } | undefined
  /** What the events below `judgedTo` made of the message, and where the one is that sent it. */
  readonly message: (MessageState & { readonly offset: number }) | undefined
}

/** By the events' offsets. */
export type FactsByOffset = ReadonlyMap<number, EventFacts>

/** @throws ReadModelUnavailable in bounded time */
export type FindFacts = (partition: number, events: readonly Placed[]) => Promise<FactsByOffset>

/** Whether an event stands by what the read model knows; undefined where it hasn't judged that far. A copy isn't its command's first record. */
export function stoodByFacts(facts: EventFacts, { event, offset }: Placed): boolean | undefined {
  if (offset >= facts.judgedTo) return undefined
  if (event.type === eventType.MessageSent) return facts.message?.offset === offset
  return facts.command?.offset === offset && facts.command.stood
}
