import type { Entry, EventsEntry, SeenEvent, SubscribeEntry } from '../entries.js'
import type { Deletions } from './deletions.js'
import type { MayBeBehind } from './fault-windows.js'
import type { GroupLog } from './group-log.js'
import type { CheckedLog } from './log.js'
import type { Findings } from './promises.js'
import { difference, firstAfter, offsetIn } from './sequence.js'

/** What a reader has of one group: where its sequence is, and how it goes on. */
interface Place {
  /** Index in the group's `stood` of the event that has to come next; undefined until it is known. */
  next: number | undefined
  readonly connection: number
  readonly subscribedAt: number
}

export interface ReaderFigures {
  readonly events: number
  readonly connections: number
  readonly resyncs: number
}

export interface ReaderContext {
  readonly log: CheckedLog
  readonly deletions: Deletions
  readonly mayBeBehind: MayBeBehind
  /** Whether the reader was given time to see everything. */
  readonly complete: boolean
  readonly findings: Findings
}

interface Reading extends ReaderContext {
  readonly name: string
  readonly places: Map<string, Place>
  /** The instance that the reader is connected to. */
  url: string
}

const promise = 'readers-see-all-once'

/** One reader's journal: over all its connections, each group's events are those that stand, from where it began, each once. */
export function checkReader(name: string, entries: readonly Entry[], context: ReaderContext): ReaderFigures {
  const reading: Reading = { ...context, name, places: new Map(), url: '' }
  const { log, findings, places } = reading
  let [events, connections, resyncs] = [0, 0, 0]
  for (const entry of entries) {
    if (entry.e === 'connected') {
      connections += 1
      reading.url = entry.to
    }
    if (entry.e === 'resync') resyncs += 1
    if (entry.e === 'subscribe') begin(reading, entry)
    if (entry.e === 'subscribed' && entry.position !== undefined) {
      const [group, place] = [log.groups.get(entry.group), places.get(entry.group)]
      if (!group || place?.connection !== entry.connection) continue
      const offset = offsetIn(log, group, entry.position)
      findings.expect(
        offset !== undefined,
        promise,
        () => `${name}: subscribed at ${entry.position}, which is nowhere`,
      )
      // Without `after` the server says where it starts.
      if (offset !== undefined) place.next ??= firstAfter(group, offset)
    }
    if (entry.e === 'events') {
      events += entry.events.length
      follow(reading, entry)
    }
  }
  if (context.complete) {
    for (const [group, { next }] of places) {
      const all = log.groups.get(group)?.stood.length ?? 0
      findings.expect(
        next === all,
        promise,
        () => `${name} never saw the last ${all - (next ?? 0)} events of ${group}`,
      )
    }
  }
  return { events, connections, resyncs }
}

function begin({ name, log, places, findings }: Reading, entry: SubscribeEntry): void {
  const { group: groupName, after, anew, connection, at } = entry
  const group = log.groups.get(groupName)
  if (!group) return
  const known = places.get(groupName)
  const from = after === undefined ? undefined : offsetIn(log, group, after)
  const next = from === undefined ? undefined : firstAfter(group, from)
  if (known && !anew) {
    // It comes back after the last event that it saw, or after where it had begun: the sequence goes on.
    findings.expect(
      next === known.next,
      promise,
      () => `${name} itself came back at ${after} in ${groupName}`,
    )
  }
  places.set(groupName, { next: anew || !known ? next : known.next, connection, subscribedAt: at })
}

function follow(reading: Reading, entry: EventsEntry): void {
  const { name, log, places, findings } = reading
  for (const seen of entry.events) {
    const [group, place] = [log.groups.get(seen.group), places.get(seen.group)]
    if (!group || !place) {
      findings.add(promise, `${name} got an event of ${seen.group}, which it never asked for`)
      continue
    }
    const offset = offsetIn(log, group, seen.position)
    const record = offset === undefined ? undefined : group.byOffset.get(offset)
    if (offset === undefined || record?.fate !== 'stood') {
      findings.add(
        promise,
        `${name} saw ${seen.type} ${seen.position} of ${seen.group}, which is ${record?.fate ?? 'nowhere'}`,
      )
      continue
    }
    const wrong = difference(log, group, seen, record)
    findings.expect(wrong === undefined, promise, () => `${name}: ${seen.type} ${seen.position}: ${wrong}`)
    checkRedaction(reading, group, place, seen, offset, entry.at)
    const index = firstAfter(group, offset) - 1
    place.next ??= index
    if (index !== place.next) {
      const how = index > place.next ? `missed ${index - place.next} before` : 'saw again, or out of order,'
      findings.add(
        promise,
        `${name} ${how} ${seen.position} of ${seen.group} (connection ${entry.connection}, ${entry.at} ms)`,
      )
    }
    place.next = index + 1
  }
}

/** What was deleted visibly before the subscription was asked for can only come from the past: then it has no text. */
function checkRedaction(
  { name, url, deletions, mayBeBehind, findings }: Reading,
  group: GroupLog,
  { subscribedAt }: Place,
  { messageId, text }: SeenEvent,
  offset: number,
  at: number,
): void {
  const deletedOffset = group.deletedAt.get(messageId)
  if (text === undefined || deletedOffset === undefined || deletedOffset < offset) return
  const visibleAt = deletions.visibleAt(group.group, deletedOffset)
  if (visibleAt === undefined || visibleAt > subscribedAt || mayBeBehind(url, subscribedAt, at)) return
  findings.add(
    'deleted-stays-deleted',
    `${name} got the text of ${messageId} in ${group.group}, ${Math.round(subscribedAt - visibleAt)} ms after its deletion was visible`,
  )
}
