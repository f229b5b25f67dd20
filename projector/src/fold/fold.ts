import { commandDigest } from '@hanashi/schemas/command-digest'
import type { CommandEvent, LogEvent } from '@hanashi/schemas/events'
import type { TopicKind } from '@hanashi/schemas/topics'
import type { Entry, EventEntry } from '../decode/entry.js'
import { handle } from './handlers.js'
import { commandKeyOf, newDifferences, type Differences, type Loaded } from './state.js'

/** An event that its handler couldn't take; a bug, or an event that breaks what the handler relies on. */
export class FoldFailure extends Error {
  override readonly name = 'FoldFailure'
  readonly offset: number

  constructor(offset: number, cause: unknown) {
    super(`the event at offset ${offset} could not be folded`, { cause })
    this.offset = offset
  }
}

/**
 * Folds entries in the log's order. Pure: what is read is in `loaded`, what is to be written is the answer.
 *
 * - A record of a parked group is parked behind the first.
 * - A record whose command is in the log already, by the same actor, is a copy and changes nothing, whatever version it was decided on.
 * - Everything else is judged by `effective` and `userStands` alone.
 *
 * @param loaded is changed along the way and not to be used again
 * @throws FoldFailure
 */
export function fold(
  kind: TopicKind,
  partition: number,
  entries: readonly Entry[],
  loaded: Loaded,
): Differences {
  const differences = newDifferences()
  const target = { partition, loaded, differences }
  for (const entry of entries) {
    const { offset, group } = entry
    if (entry.status === 'poison') {
      differences.parked.push({ offset, group, reason: entry.reason })
      if (group !== null) loaded.parkedGroups.add(group)
    } else if (group !== null && loaded.parkedGroups.has(group)) {
      differences.parked.push({ offset, group, reason: behindParked })
    } else {
      const event = entry.event
      if (event.type === 'LogOpened') handleEvent(entry, event)
      else apply(entry, event)
    }
  }
  return differences

  function apply(entry: EventEntry, event: CommandEvent): void {
    const scope = entry.group ?? kind
    const key = commandKeyOf(scope, event.commandId)
    const knownActor = loaded.commandActors.get(key)
    if (knownActor === event.actorId) return
    const stood = handleEvent(entry, event)
    if (knownActor !== undefined) return
    loaded.commandActors.set(key, event.actorId)
    differences.commands.push({
      kind,
      scope,
      partition,
      offset: entry.offset,
      event,
      digest: commandDigest(event),
      stood,
    })
  }

  function handleEvent(entry: EventEntry, event: LogEvent): boolean {
    try {
      return handle(target, event, entry.offset)
    } catch (error) {
      throw new FoldFailure(entry.offset, error)
    }
  }
}

const behindParked = 'an earlier record of the group is parked'
