import { parseGroupId, parseTag } from '@hanashi/schemas/group'
import { parseMessageId } from '@hanashi/schemas/ids'
import { field, integerField, optionalField } from '@hanashi/service/field'

export const groupParam = field(parseGroupId, {
  problem: 'invalid-group',
  description: 'Id of the group.',
  schema: { type: 'string', example: 'global' },
})
export const messageIdParam = field(parseMessageId, {
  problem: 'invalid-message-id',
  description: 'Id of the message.',
  schema: { type: 'string', format: 'uuid' },
})
export const limitQuery = integerField(1, 200, 50, 'How many, at most.')
export const tagQuery = optionalField(parseTag, {
  problem: 'invalid-query',
  description: 'Only messages with this tag.',
})

/** Answers are the caller's own and change with the next event. */
export const noStore = { 'cache-control': 'no-store' } as const
