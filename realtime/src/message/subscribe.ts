import { Type, type Static } from '@sinclair/typebox'
import { failure } from '../socket/failure.js'
import type { Session } from '../socket/session.js'
import type { Turn } from '../socket/subscriptions.js'
import * as field from './fields.js'
import { offsetIn, readableGroup } from './place.js'
import type { SocketMessage } from './socket-message.js'

const Request = Type.Object(
  {
    group: field.group,
    after: Type.Optional(field.position('Events after this one come first. Left out: from now on.')),
  },
  { additionalProperties: false, description: 'A group to follow.' },
)

/**
 * Events after a position, then live ones, in the log's order, with no gap. A second subscription of the same group takes the place of
 * the first. Where the position is no good, both `resync` and the answer say so.
 */
export const subscribe: SocketMessage<Static<typeof Request>> = {
  request: Request,
  summary: 'Follow a group: what came after a position, then what comes.',
  async handle(session, request, ack) {
    const group = readableGroup(request.group)
    if (!group.ok) return ack(group)
    const { topic, feed } = session.parts
    const partition = topic.partitionOf(group.value)
    const after =
      request.after === undefined
        ? { ok: true as const, value: feed.position(partition) }
        : offsetIn(topic, group.value, request.after)
    if (!after.ok) return ack(after)
    const turn = session.subscriptions.claim(group.value, ack)
    if (!turn) return
    if (after.value === 'other-generation') return turn.resync('other-generation')
    if (after.value > feed.position(partition)) await waitForTail(session, turn, partition, after.value)
    if (!turn.current) return
    const { floor, gap } = {
      floor: feed.recent.floor(partition),
      gap: feed.position(partition) - after.value,
    }
    if (after.value < floor && gap > session.parts.limits.maxCatchUpRecords)
      return turn.resync('gap-too-long')
    turn.begin(partition, after.value)
  },
}

/** A position that this instance hasn't read yet is waited for; one that the log doesn't have is refused. The turn is over then. */
async function waitForTail(session: Session, turn: Turn, partition: number, offset: number): Promise<void> {
  switch (await session.parts.reach(partition, offset)) {
    case 'reached':
      return
    case 'beyond-end':
      return turn.resync('position-ahead')
    case 'timeout':
      return turn.refuse(failure('position-timeout', 'This instance has not read that far yet. Try again.'))
    case 'unavailable':
      return turn.refuse(failure('log-unavailable', 'The log does not answer. Try again.'))
  }
}
