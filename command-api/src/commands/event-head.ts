import { eventIdOf } from '@hanashi/schemas/command-digest'
import type { CommandEvent } from '@hanashi/schemas/events'
import type { CommandId } from '@hanashi/schemas/ids'
import type { Actor } from './actor.js'

type EventHead = Pick<CommandEvent, 'eventId' | 'commandId' | 'actorId' | 'actorUsername' | 'occurredAt'>

/**
 * What every event carries.
 * @param scope the group, or `users`
 * @param nowMs milliseconds since the epoch
 */
export function eventHead(scope: string, commandId: CommandId, actor: Actor, nowMs: number): EventHead {
  return {
    eventId: eventIdOf(scope, actor.userId, commandId),
    commandId,
    actorId: actor.userId,
    actorUsername: actor.username,
    occurredAt: nowMs,
  }
}
