import { setTimeout as sleep } from 'node:timers/promises'
import { maxBatchMessages } from '@hanashi/schemas/http'
import { problems } from '@hanashi/schemas/problems'
import { describeProblem, problemOf, type Post } from './command-api.js'
import { ImportError } from './import-error.js'
import type { Person } from './people.js'
import type { PlannedMessage } from './plan.js'

export interface RefusedMessage {
  readonly line: number
  readonly reason: string
}

const maxBatchBytes = 1024 * 1024

/**
 * Says messages in their order, a batch at a time. A message that was said before stays as it is.
 * @returns those that the server refused, each with its reason
 * @throws ImportError when a whole batch is refused
 */
export async function sayMessages(
  post: Post,
  group: string,
  messages: readonly PlannedMessage[],
  userIdOf: (person: Person) => string,
  onBatch: (said: number) => void,
): Promise<RefusedMessage[]> {
  const refused: RefusedMessage[] = []
  for (const batch of batches(messages)) {
    const body = { messages: batch.map((message) => wireForm(message, userIdOf(message.author))) }
    const failed = await sayBatch(() => post(`/messages/${group}/batch`, body), batch)
    refused.push(...failed)
    onBatch(batch.length - failed.length)
  }
  return refused
}

/** A batch of which a part failed for a passing reason is said again as a whole: what was said stays as it is. */
async function sayBatch(
  send: () => ReturnType<Post>,
  batch: readonly PlannedMessage[],
): Promise<RefusedMessage[]> {
  for (let attempt = 1; ; attempt++) {
    const { status, body } = await send()
    if (status !== 200) throw new ImportError(`a batch was refused: ${describeProblem(status, body)}`)
    const results = resultsOf(body)
    if (results?.length !== batch.length) {
      throw new ImportError('command-api did not answer each message of a batch')
    }
    if (!results.some(isPassing)) return failures(batch, results)
    if (attempt === maxAttempts)
      throw new ImportError('command-api stays unable to write. Run the same again to go on.')
    await sleep(attempt * 1_000)
  }
}

const maxAttempts = 10

function isPassing(result: unknown): boolean {
  const { code } = problemOf(result)
  return Object.entries(problems).some(([name, { retryable }]) => name === code && retryable)
}

function* batches(messages: readonly PlannedMessage[]): Generator<readonly PlannedMessage[]> {
  let batch: PlannedMessage[] = []
  let bytes = 0
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message.text)) + wireOverheadBytes
    if (batch.length === maxBatchMessages || (batch.length > 0 && bytes + size > maxBatchBytes)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(message)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

const wireOverheadBytes = 300

function wireForm(message: PlannedMessage, userId: string) {
  return {
    key: message.messageId,
    author: { userId },
    text: message.text,
    kind: message.kind,
    sentAt: new Date(message.sentAtMs).toISOString(),
    ...(message.replyTo === undefined ? {} : { replyTo: message.replyTo }),
  }
}

function failures(batch: readonly PlannedMessage[], results: readonly unknown[]): RefusedMessage[] {
  return batch.flatMap(({ line, messageId }, i) => {
    const result = results[i]
    if (messageIdOf(result) === messageId) return []
    const { code, detail } = problemOf(result)
    return [{ line, reason: `${code ?? 'unknown answer'}: ${detail ?? 'command-api says no more'}` }]
  })
}

function resultsOf(body: unknown): readonly unknown[] | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { results }: { results?: unknown } = body
  return Array.isArray(results) ? results : undefined
}

function messageIdOf(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return undefined
  const { messageId }: { messageId?: unknown } = result
  return messageId
}
