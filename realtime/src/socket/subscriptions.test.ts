import type { SubscribeAck } from '@hanashi/schemas/socket'
import { describe, expect, it } from 'vitest'
import { Feed } from '../feed/feed.js'
import type { Frame } from '../feed/frame.js'
import { RecentEvents } from '../feed/recent-events.js'
import { groupId } from '../testing/events.js'
import { Subscriptions } from './subscriptions.js'
import type { Outgoing } from './outgoing.js'

const room = groupId('room')

function subscriptions() {
  const feed = new Feed(new RecentEvents(1_000, [-1]), [-1])
  const frames: Frame[] = []
  const outgoing = {
    ready: () => true,
    whenReady: () => undefined,
    write: (frame: Frame) => frames.push(frame),
  }
  const resyncs: string[] = []
  const made = new Subscriptions(
    2,
    {
      feed,
      past: { add: () => undefined, remove: () => undefined },
      outgoing: outgoing as unknown as Outgoing,
      metrics: {
        eventsOut: () => undefined,
        catchUp: () => undefined,
        disconnected: () => undefined,
        message: () => undefined,
        connected: () => undefined,
        closed: () => undefined,
      },
      maxCatchUpBytes: 1_000,
      positionAt: (partition, offset) => `g1test:${partition}:${offset}`,
    },
    (group, reason) => resyncs.push(`${group} ${reason}`),
  )
  const answers: SubscribeAck[] = []
  return { made, feed, frames, resyncs, answers, ack: (answer: SubscribeAck) => void answers.push(answer) }
}

const codes = (answers: readonly SubscribeAck[]) =>
  answers.map((answer) => (answer.ok ? answer.position : answer.error.code))

describe('the subscriptions of a socket', () => {
  it('give a later request for the same group its turn, and answer both', () => {
    const { made, answers, ack } = subscriptions()
    const [first, second] = [made.claim(room, ack), made.claim(room, ack)]
    expect([first?.current, second?.current]).toEqual([false, true])
    first?.begin(0, -1)
    first?.resync('position-ahead')
    second?.begin(0, -1)
    expect(codes(answers)).toEqual(['superseded', 'g1test:0:-1'])
    expect(made.positions()).toEqual({ room: 'g1test:0:-1' })
  })

  it('say resync once, as a message and as the answer', () => {
    const { made, answers, ack, resyncs } = subscriptions()
    const turn = made.claim(room, ack)
    turn?.resync('gap-too-long')
    turn?.begin(0, -1)
    expect(codes(answers)).toEqual(['resync-needed'])
    expect(resyncs).toEqual(['room gap-too-long'])
    expect(made.size).toBe(0)
  })

  it('follow nothing any more once they are stopped', () => {
    const { made, feed, frames, answers, ack } = subscriptions()
    const waiting = made.claim(groupId('other'), ack)
    made.claim(room, ack)?.begin(0, -1)
    made.stop()
    waiting?.begin(0, -1)
    expect(made.claim(room, ack)).toBeUndefined()
    feed.publish({ partition: 0, events: [], upTo: 7 })
    expect(codes(answers)).toEqual(['g1test:0:-1', 'superseded', 'stopping'])
    expect([frames, made.size]).toEqual([[], 0])
  })
})
