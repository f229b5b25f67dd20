import { parseCommandId, parseMessageId } from '@hanashi/schemas/ids'
import type { CommandRequest } from '../command/command-client.js'
import { failure } from '../socket/failure.js'
import type { Session } from '../socket/session.js'
import { readableGroup } from './place.js'

interface Command {
  readonly group: string
  readonly messageId?: string
  readonly key?: string
  readonly ifMatch?: number
}

/** Hands a command to command-api as the socket's user, and its answer back. What only it can judge (texts, tags) is left to it. */
export async function forward(
  session: Session,
  method: CommandRequest['method'],
  command: Command,
  body: object | undefined,
  ack: (answer: object) => void,
): Promise<void> {
  const group = readableGroup(command.group)
  if (!group.ok) return ack(group)
  const messageId = command.messageId === undefined ? undefined : parseMessageId(command.messageId)
  if (messageId?.ok === false) return ack(failure('invalid-message-id', messageId.reason))
  const key = command.key === undefined ? undefined : parseCommandId(command.key)
  if (key?.ok === false) return ack(failure('invalid-idempotency-key', key.reason))
  if (!session.mayCommand()) {
    return ack(failure('too-many-requests', 'Too many commands of this socket wait for their answers.'))
  }
  try {
    const answer = await session.parts.commands.send({
      method,
      group: group.value,
      ...(messageId && { messageId: messageId.value }),
      ...(body && { body }),
      key: key?.value,
      ifMatch: command.ifMatch,
      token: session.token,
    })
    ack(answer.ok ? { ok: true, ...answer.answer } : answer)
  } finally {
    session.commandDone()
  }
}
