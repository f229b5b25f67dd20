import { number, text } from '../../src/decode.js'
import type { SeenEvent } from '../entries.js'
import type { GroupLog, Judged } from './group-log.js'
import type { CheckedLog } from './log.js'

/** A position as the log has it; undefined where it is of another generation or partition. */
export function offsetIn(log: CheckedLog, group: GroupLog, position: string): number | undefined {
  const [generation, partition, offset] = position.split(':')
  if (generation !== log.generation || Number(partition) !== group.partition) return undefined
  return Number(offset)
}

/** The index in `stood` of the first event after an offset. */
export function firstAfter({ stood }: GroupLog, offset: number): number {
  let [low, high] = [0, stood.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stood[middle]?.event.offset ?? Infinity) > offset) high = middle
    else low = middle + 1
  }
  return low
}

/** What differs between an event as it was seen and the record it is said to be; undefined where nothing does. */
export function difference(
  log: CheckedLog,
  group: GroupLog,
  seen: SeenEvent,
  record: Judged,
): string | undefined {
  const { event } = record
  const expected: [string, unknown, unknown][] = [
    ['position', `${log.generation}:${event.partition}:${event.offset}`, seen.position],
    ['type', event.name, seen.type],
    ['messageId', record.messageId, seen.messageId],
    ['eventId', text(event, 'eventId'), seen.eventId],
    ['actor', text(event, 'actorId'), seen.actor.userId],
    ['username', text(event, 'actorUsername'), seen.actor.username],
    ['occurredAt', new Date(number(event, 'occurredAt')).toISOString(), seen.occurredAt],
    ['version', event.name === 'MessageSent' ? 1 : event.fields['version'], seen.version],
  ]
  if (seen.redacted === true) {
    expected.push(['deletion', true, group.deletedAt.has(record.messageId)], ['text', undefined, seen.text])
  } else if (event.name !== 'MessageDeleted') expected.push(['text', text(event, 'text'), seen.text])
  const wrong = expected.find(([, wanted, got]) => wanted !== got)
  return wrong && `${wrong[0]} is ${JSON.stringify(wrong[2])} instead of ${JSON.stringify(wrong[1])}`
}
