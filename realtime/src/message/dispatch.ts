import { Ajv, type ValidateFunction } from 'ajv'
import { failure } from '../socket/failure.js'
import type { Session } from '../socket/session.js'
import { messages } from './messages.js'
import type { SocketMessage } from './socket-message.js'

const ajv = new Ajv({ strict: true, allErrors: false })

interface Checked {
  readonly message: SocketMessage<never>
  readonly check: ValidateFunction
}

const checked: ReadonlyMap<string, Checked> = new Map(
  Object.entries(messages).map(([name, message]: [string, SocketMessage<never>]) => [
    name,
    { message, check: ajv.compile(message.request) },
  ]),
)

/**
 * Checks and handles whatever a client sent: `name`, arguments, and where it asked for one the function that acknowledges. Answers every bad
 * message with a problem, where there is somebody to answer.
 * @throws only bugs
 */
export async function dispatch(session: Session, name: unknown, args: readonly unknown[]): Promise<void> {
  const last = args.at(-1)
  const ack = isAck(last) ? once(last) : ignore
  const [request, ...rest] = isAck(last) ? args.slice(0, -1) : args
  const known = typeof name === 'string' ? checked.get(name) : undefined
  session.parts.metrics.message(known ? String(name) : 'unknown')
  if (!session.mayAsk()) {
    return ack(failure('too-many-requests', 'Too many messages on this socket.', { retryAfterMs: 1_000 }))
  }
  if (!known) {
    return ack(
      failure('malformed-request', `There is no such message. There are ${[...checked.keys()].join(', ')}.`),
    )
  }
  if (rest.length > 0 || typeof request !== 'object' || request === null) {
    return ack(failure('malformed-request', 'A message has one object, and a function to acknowledge it.'))
  }
  if (!known.check(request))
    return ack(failure('invalid-body', ajv.errorsText(known.check.errors, { dataVar: 'message' })))
  // The definition has just checked it.
  try {
    await known.message.handle(session, request as never, ack)
  } catch (error) {
    ack(failure('internal', 'It failed on our side. Try again.'))
    throw error
  }
}

type Ack = (answer: object) => void

const ignore: Ack = () => undefined

/** Only socket.io puts functions there: what a client sends is data. */
function isAck(input: unknown): input is Ack {
  return typeof input === 'function'
}

function once(acknowledge: Ack): Ack {
  let answered = false
  return (answer) => {
    if (answered) return
    answered = true
    acknowledge(answer)
  }
}
