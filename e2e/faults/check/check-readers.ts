import type { Entry, EventsEntry, SubscribeEntry } from '../entries.js'
import type { GroupLog } from './group-log.js'
import type { CheckedLog } from './log.js'
import type { Findings } from './promises.js'
import { difference, firstAfter, offsetIn } from './sequence.js'
import type { Deletions } from './deletions.js'

/** What a reader has of one group: where its sequence is, and how it goes on. */
interface Place {
  /** Index in the group's `stood` of the event that has to come next; undefined until it is known. */
  next: number | undefined
  connection: number
  subscribedAt: number
  /** Events that came before the acknowledgement said where the subscription starts. */
  broken: boolean
}

export interface ReaderFigures {
  readonly events: number
  readonly connections: number
  readonly resyncs: number
}

/** One reader's journal: over all its connections, each group's events are those that stand, from where it began, each once. */
export function checkReader(
  name: string,
  entries: readonly Entry[],
  log: CheckedLog,
  deletions: Deletions,
  complete: boolean,
  findings: Findings,
): ReaderFigures {
  const places = new Map<string, Place>()
  let [events, connections, resyncs] = [0, 0, 0]
  for (const entry of entries) {
    if (entry.e === 'connected') connections += 1
    if (entry.e === 'resync') resyncs += 1
    if (entry.e === 'subscribe') begin(entry, places, log, findings, name)
    if (entry.e === 'subscribed' && entry.position !== undefined) {
      const group = log.groups.get(entry.group)
      const place = places.get(entry.group)
      if (!group || !place || place.connection !== entry.connection) continue
      const offset = offsetIn(log, group, entry.position)
      findings.expect(
        offset !== undefined,
        'readers-see-all-once',
        () => `${name}: subscribed at ${entry.position}, which is nowhere`,
      )
      // Without `after` the server says where it starts.
      if (place.next === undefined && offset !== undefined) place.next = firstAfter(group, offset)
    }
    if (entry.e === 'events') {
      events += entry.events.length
      follow(name, entry, places, log, deletions, findings)
    }
  }
  if (complete) {
    for (const [group, place] of places) {
      const stood = log.groups.get(group)?.stood ?? []
      findings.expect(
        place.broken || place.next === stood.length,
        'readers-see-all-once',
        () => `${name} never saw the last ${stood.length - (place.next ?? 0)} events of ${group}`,
      )
    }
  }
  return { events, connections, resyncs }
}

function begin(
  { group: groupName, after, anew, connection, at }: SubscribeEntry,
  places: Map<string, Place>,
  log: CheckedLog,
  findings: Findings,
  name: string,
): void {
  const group = log.groups.get(groupName)
  if (!group) return
  const known = places.get(groupName)
  const from = after === undefined ? undefined : offsetIn(log, group, after)
  const next = from === undefined ? undefined : firstAfter(group, from)
  if (anew || !known) {
    places.set(groupName, { next, connection, subscribedAt: at, broken: false })
    return
  }
  // It comes back after the last event that it saw, or after where it had begun: the sequence goes on.
  if (!known.broken) {
    findings.expect(
      next === known.next,
      'readers-see-all-once',
      () => `${name} itself came back at ${after} in ${groupName}`,
    )
  }
  places.set(groupName, { ...known, connection, subscribedAt: at })
}

function follow(
  name: string,
  entry: EventsEntry,
  places: ReadonlyMap<string, Place>,
  log: CheckedLog,
  deletions: Deletions,
  findings: Findings,
): void {
  for (const seen of entry.events) {
    const [group, place] = [log.groups.get(seen.group), places.get(seen.group)]
    if (!group || !place) {
      findings.add('readers-see-all-once', `${name} got an event of ${seen.group}, which it never asked for`)
      continue
    }
    const offset = offsetIn(log, group, seen.position)
    const record = offset === undefined ? undefined : group.byOffset.get(offset)
    if (!record || record.fate !== 'stood') {
      findings.add(
        'readers-see-all-once',
        `${name} saw ${seen.type} ${seen.position} of ${seen.group}, ${record ? `which is ${record.fate}` : 'which is nowhere'}`,
      )
      continue
    }
    const wrong = difference(log, group, seen, record)
    findings.expect(
      wrong === undefined,
      'readers-see-all-once',
      () => `${name}: ${seen.type} ${seen.position}: ${wrong}`,
    )
    checkRedaction(
      name,
      seen.text,
      record.messageId,
      record.event.offset,
      group,
      place.subscribedAt,
      deletions,
      findings,
    )
    const index = firstAfter(group, record.event.offset) - 1
    if (place.next === undefined) place.next = index
    if (index !== place.next && !place.broken) {
      const how = index > place.next ? `missed ${index - place.next} before` : `saw again, or out of order,`
      findings.add(
        'readers-see-all-once',
        `${name} ${how} ${seen.position} of ${seen.group} (connection ${entry.connection}, ${entry.at} ms)`,
      )
    }
    place.next = index + 1
  }
}

/** What was deleted visibly before the subscription was asked for can only come from the past: then it has no text. */
function checkRedaction(
  name: string,
  seenText: string | undefined,
  messageId: string,
  offset: number,
  group: GroupLog,
  subscribedAt: number,
  deletions: Deletions,
  findings: Findings,
): void {
  const deletedOffset = group.deletedAt.get(messageId)
  if (seenText === undefined || deletedOffset === undefined || deletedOffset < offset) return
  const visibleAt = deletions.visibleAt(group.group, deletedOffset)
  findings.expect(
    visibleAt === undefined || visibleAt > subscribedAt,
    'deleted-stays-deleted',
    () =>
      `${name} got the text of ${messageId} in ${group.group}, ${subscribedAt - (visibleAt ?? 0)} ms after its deletion was visible`,
  )
}
