import { Type, type Static } from '@sinclair/typebox'
import { failure } from '../socket/failure.js'
import type { Session } from '../socket/session.js'
import * as field from './fields.js'
import { offsetIn, readableGroup, type Found } from './place.js'
import type { SocketMessage } from './socket-message.js'

const Request = Type.Object(
  {
    group: field.group,
    from: Type.Optional(field.position('Only events after this one. Left out: from the beginning.')),
    to: Type.Optional(field.position('Up to this one, included. Left out: up to now.')),
  },
  { additionalProperties: false, description: 'A range of the history of a group.' },
)

/** Any range of a group's history, however far back; a subscription from the last chunk's position goes on without a gap. */
export const replay: SocketMessage<Static<typeof Request>> = {
  request: Request,
  summary: 'Stream a range of the history of a group, in chunks.',
  async handle(session, request, ack) {
    const group = readableGroup(request.group)
    if (!group.ok) return ack(group)
    const { topic, feed } = session.parts
    const partition = topic.partitionOf(group.value)
    const after = request.from === undefined ? beginning : offsetIn(topic, group.value, request.from)
    if (!after.ok) return ack(after)
    const to = request.to === undefined ? undefined : offsetIn(topic, group.value, request.to)
    if (to?.ok === false) return ack(to)
    if (after.value === 'other-generation' || to?.value === 'other-generation') {
      return ack(failure('position-gone', 'The log is another one now. Ask again without positions.'))
    }
    const furthest = Math.max(after.value, to?.value ?? -1)
    const problem = await whereItIs(session, partition, furthest)
    if (problem) return ack(problem)
    session.replays.begin(
      { group: group.value, partition, after: after.value, to: to?.value ?? feed.position(partition) },
      ack,
    )
  },
}

const beginning: Found<number> = { ok: true, value: -1 }

async function whereItIs(session: Session, partition: number, offset: number) {
  switch (await session.parts.reach(partition, offset)) {
    case 'reached':
      return undefined
    case 'beyond-end':
      return failure('invalid-position', 'The log ends before this position.')
    case 'timeout':
      return failure('position-timeout', 'This instance has not read that far yet. Try again.')
    case 'unavailable':
      return failure('log-unavailable', 'The log does not answer. Try again.')
  }
}
