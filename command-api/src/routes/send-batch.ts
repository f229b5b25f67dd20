import { BatchAnswer, BatchBody, type MessageSentAnswer } from '@hanashi/schemas/http'
import { parseCommandId, parseUserId } from '@hanashi/schemas/ids'
import { problemDocument, type ProblemDocument } from '@hanashi/schemas/problems'
import { defineRoute, reply } from '@hanashi/service/route'
import type { BatchItem } from '../messages/send-batch.js'
import { refuse, type Result } from '../result.js'
import type { RouteParts } from './context.js'
import { groupParam } from './fields.js'
import { messageContent } from './message-body.js'

/** 500 texts of 4,000 code points, however they are escaped but as \u sequences throughout. */
const maxBodyBytes = 9 << 20

export function sendBatchRoute({ handlers }: RouteParts) {
  return defineRoute(
    {
      method: 'post',
      path: '/messages/:group/batch',
      operationId: 'sendBatch',
      summary: 'Send up to 500 messages of any authors, in their order',
      description:
        'Each has its own result, as `POST /messages/:group` would answer it. The key is the messageId: a batch can be sent again.',
      tags: ['messages'],
      auth: 'import',
      params: { group: groupParam },
      body: BatchBody,
      maxBodyBytes,
      responses: { 200: { description: 'A result for each message.', schema: BatchAnswer } },
      problems: ['too-many-requests', 'log-unavailable', 'overloaded'],
    },
    async ({ params, body, trace }) => {
      const parsed = body.messages.map(batchItem)
      const items = parsed.flatMap((item) => (item.ok ? [item.value] : []))
      const outcomes = await handlers().sendBatch(params.group, items, trace().traceparent)
      let next = 0
      const results = parsed.map((item) => resultOf(item.ok ? (outcomes[next++] ?? notAnswered) : item))
      return reply(200, { results })
    },
  )
}

const notAnswered = refuse('internal', 'There is no outcome for this message')

function batchItem({ key, author, ...body }: BatchBody['messages'][number]): Result<BatchItem> {
  const commandId = parseCommandId(key)
  if (!commandId.ok) return refuse('invalid-idempotency-key', commandId.reason)
  const authorId = parseUserId(author.userId)
  if (!authorId.ok) return refuse('unknown-author', authorId.reason)
  const content = messageContent(body)
  if (!content.ok) return content
  return { ok: true, value: { ...content.value, commandId: commandId.value, authorId: authorId.value } }
}

function resultOf(outcome: Result<MessageSentAnswer>): MessageSentAnswer | ProblemDocument {
  if (outcome.ok) return outcome.value
  const { code, detail, extras } = outcome.refusal
  return problemDocument(code, detail, extras)
}
