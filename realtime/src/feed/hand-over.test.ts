import { eventType } from '@hanashi/schemas/events'
import { parseGroupId, type GroupId } from '@hanashi/schemas/group'
import { parseMessageId } from '@hanashi/schemas/ids'
import type { EventView } from '@hanashi/schemas/socket'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChunkOfPast } from '../past/past-log.js'
import { SharedScan } from '../past/shared-scan.js'
import { CatchUp, type Sink } from './catch-up.js'
import { Feed } from './feed.js'
import { FeedEvent, eventsWithin, heldBytes } from './feed-event.js'
import type { Frame } from './frame.js'
import { RecentEvents } from './recent-events.js'

const groups = ['a', 'b', 'c'].map((name) => {
  const parsed = parseGroupId(name)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
})

function event(group: GroupId, offset: number): FeedEvent {
  const messageId = parseMessageId('0192f0c0-0000-7000-8000-000000000001')
  if (!messageId.ok) throw new Error(messageId.reason)
  const view: EventView = {
    type: eventType.MessageSent,
    group,
    position: `g1test:0:${offset}`,
    eventId: 'e',
    occurredAt: '2026-01-01T00:00:00.000Z',
    actor: { userId: 'u', username: 'mika' },
    messageId: messageId.value,
    version: 1,
    text: 'x',
  }
  return new FeedEvent({ type: eventType.MessageSent, group, messageId: messageId.value, offset }, view)
}

const eventBytes = heldBytes(event(groups[0]!, 1))

/** A log of one partition that is written a batch at a time, and its live end; `undefined` is a record that doesn't stand. */
class World {
  readonly log: (GroupId | undefined)[] = [undefined]
  readonly feed: Feed
  readonly scan: SharedScan
  #finishRead: (() => void)[] = []

  constructor(memoryEvents: number, chunkRecords: number) {
    this.feed = new Feed(new RecentEvents(memoryEvents * eventBytes, [0]), [0])
    this.scan = new SharedScan({
      gatherMs: 0,
      retryMs: 1,
      position: () => this.feed.position(0),
      read: async (after, wanted) => {
        await new Promise<void>((resolve) => this.#finishRead.push(resolve))
        const upTo = Math.min(this.log.length - 1, after + chunkRecords)
        const ofGroup = (group: GroupId) => {
          if (!wanted.has(group)) throw new Error('a group that was not asked for')
          return { events: eventsWithin(this.eventsOf(group), after, upTo), upTo, held: undefined }
        }
        return { status: 'read', ofGroup, upTo } satisfies ChunkOfPast
      },
    })
  }

  eventsOf(group: GroupId): readonly FeedEvent[] {
    return this.log.flatMap((owner, offset) => (owner === group ? [event(group, offset)] : []))
  }

  /** Kafka may have more than the live end has published. */
  write(records: readonly (GroupId | undefined)[], published: boolean): void {
    this.log.push(...records)
    if (published) this.publish()
  }

  publish(): void {
    const from = this.feed.position(0)
    const events = groups.flatMap((group) => eventsWithin(this.eventsOf(group), from, this.log.length))
    this.feed.publish({
      partition: 0,
      events: events.toSorted((a, b) => a.offset - b.offset),
      upTo: this.log.length - 1,
    })
  }

  finishReads(): void {
    for (const finish of this.#finishRead.splice(0)) finish()
  }
}

/** A reader that is ready or not as the test says, and keeps the offsets that it gets. */
class TestReader implements Sink {
  readonly got: number[] = []
  readonly after: number
  readonly group: GroupId
  readonly #feed: Feed
  readonly #catchUp: CatchUp
  #ready = true
  #callback: (() => void) | undefined
  live = false
  stopped = false

  constructor(world: World, group: GroupId, after: number) {
    this.#feed = world.feed
    this.group = group
    this.after = after
    const past = {
      add: (reader: CatchUp) => void world.scan.add(reader),
      remove: (reader: CatchUp) => world.scan.remove(reader),
    }
    this.#catchUp = new CatchUp(
      { group, partition: 0, after },
      { feed: world.feed, past: past as never, sink: this, limit: { maxEvents: 3, maxSize: 1e9 } },
    )
    this.#catchUp.start()
  }

  ready = () => this.#ready
  whenReady(callback: () => void): void {
    this.#callback = callback
  }
  setReady(ready: boolean): void {
    this.#ready = ready
    const callback = this.#callback
    if (!ready || !callback) return
    this.#callback = undefined
    callback()
  }
  take(events: readonly FeedEvent[], upTo: number): void {
    if (this.stopped) throw new Error('given something after its end')
    for (const { offset } of events) {
      if (offset > upTo) throw new Error('given something above the cursor')
      this.got.push(offset)
    }
  }
  finish(): void {
    this.live = true
    this.#feed.follow(this.group, this)
  }
  deliver(frame: Frame): void {
    const [, events] = JSON.parse(frame.packet.slice(1)) as [string, EventView[]]
    this.got.push(...events.map(({ position }) => Number(position.split(':')[2])))
  }
  hold(): void {
    throw new Error('nothing holds here')
  }
  gone(): void {
    throw new Error('nothing is gone here')
  }
  stop(): void {
    this.stopped = true
    this.#catchUp.stop()
    this.#feed.unfollow(this.group, this)
  }
}

const record = fc.option(fc.constantFrom(...groups), { nil: undefined })
const step = fc.oneof(
  fc.record({
    do: fc.constant('write' as const),
    records: fc.array(record, { minLength: 1, maxLength: 8 }),
    published: fc.boolean(),
  }),
  fc.record({ do: fc.constant('subscribe' as const), group: fc.constantFrom(...groups), back: fc.nat(60) }),
  fc.record({ do: fc.constantFrom('ready' as const, 'busy' as const, 'stop' as const), reader: fc.nat() }),
  fc.record({ do: fc.constantFrom('publish' as const, 'read' as const, 'turn' as const) }),
)

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('catching up and following', () => {
  it('gives each reader every event after its start once and in order, however things interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 10, maxLength: 80 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        async (steps, memory, chunk) => {
          const world = new World(memory, chunk)
          const readers: TestReader[] = []
          for (const one of steps) {
            const reader = 'reader' in one ? readers[one.reader % Math.max(1, readers.length)] : undefined
            if (one.do === 'write') world.write(one.records, one.published)
            else if (one.do === 'subscribe')
              readers.push(new TestReader(world, one.group, Math.max(-1, world.feed.position(0) - one.back)))
            else if (one.do === 'ready') reader?.setReady(true)
            else if (one.do === 'busy') reader?.setReady(false)
            else if (one.do === 'stop') reader?.stop()
            else if (one.do === 'publish') world.publish()
            else if (one.do === 'read') world.finishReads()
            else await turn()
          }
          for (const reader of readers) reader.setReady(true)
          const running = readers.filter(({ stopped }) => !stopped)
          for (let i = 0; i < 5_000 && running.some(({ live }) => !live); i++) {
            if (i < 20) world.write(groups.slice(i % 3), i % 4 === 0)
            world.finishReads()
            await turn()
          }
          world.write(groups, true)
          for (const { group, after, got, live, stopped } of readers) {
            const expected = world
              .eventsOf(group)
              .map(({ offset }) => offset)
              .filter((offset) => offset > after)
            expect(got).toEqual(stopped ? expected.slice(0, got.length) : expected)
            if (!stopped) expect(live).toBe(true)
          }
          for (const reader of readers) reader.stop()
          world.finishReads()
        },
      ),
      { numRuns: 300 },
    )
  })
})
