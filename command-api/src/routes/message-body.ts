import { maxTimeMs } from '@hanashi/schemas/check-event'
import { parseTag, type Tag } from '@hanashi/schemas/group'
import type { SendMessageBody } from '@hanashi/schemas/http'
import { parseMessageId, type MessageId } from '@hanashi/schemas/ids'
import { parseText, type MessageText } from '@hanashi/schemas/text'
import { done, refuse, type Result } from '../result.js'

export interface MessageContent {
  readonly text: MessageText
  readonly kind: 'text' | 'action'
  readonly tags: readonly Tag[]
  readonly replyTo: MessageId | null
  readonly sentAt: number | null
}

/** What the schema of the body can't say is checked here. */
export function messageContent(body: SendMessageBody): Result<MessageContent> {
  const text = parseText(body.text)
  if (!text.ok) return refuse('invalid-text', text.reason)
  const tags: Tag[] = []
  for (const input of body.tags ?? []) {
    const tag = parseTag(input)
    if (!tag.ok) return refuse('invalid-body', tag.reason)
    tags.push(tag.value)
  }
  let replyTo: MessageId | null = null
  if (body.replyTo !== undefined) {
    const parsed = parseMessageId(body.replyTo)
    if (!parsed.ok) return refuse('invalid-body', 'replyTo must be a messageId')
    replyTo = parsed.value
  }
  const sentAt = body.sentAt === undefined ? null : Date.parse(body.sentAt)
  if (sentAt !== null && !(sentAt >= 0 && sentAt <= maxTimeMs)) {
    return refuse('invalid-body', 'sentAt must be a time between 1970 and 9999')
  }
  return done({ text: text.value, kind: body.kind ?? 'text', tags, replyTo, sentAt })
}
