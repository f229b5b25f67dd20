import { commandDigest } from '@hanashi/schemas/command-digest'
import type { MessageEvent } from '@hanashi/schemas/events'
import type { KeyedCommand } from '../idempotency/command-key.js'

/** How a command that makes `event` is told from others with the same key. */
export function keyedCommand(event: MessageEvent): KeyedCommand {
  return {
    kind: 'groups',
    scope: event.group,
    commandId: event.commandId,
    actorId: event.actorId,
    digest: commandDigest(event),
  }
}
