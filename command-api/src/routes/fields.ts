import { accepted, refused, type Parsed } from '@hanashi/schemas/brand'
import { parseGroupId } from '@hanashi/schemas/group'
import { parseCommandId, parseMessageId } from '@hanashi/schemas/ids'
import { field, optionalField } from '@hanashi/service/field'

export const groupParam = field(parseGroupId, {
  problem: 'invalid-group',
  description: 'The group. One whose id does not begin with p. comes to exist with its first message.',
  schema: { type: 'string', pattern: '^[a-z0-9][a-z0-9._-]{0,63}$', examples: ['global'] },
})

export const messageIdParam = field(parseMessageId, {
  problem: 'invalid-message-id',
  description: 'The message.',
  schema: { type: 'string', format: 'uuid' },
})

export const idempotencyKey = optionalField(parseCommandId, {
  problem: 'invalid-idempotency-key',
  description:
    'A UUID (version 7 is best). The same request with the same key is done once and answered the same, for ever; ' +
    'with another body, or by somebody else, it is refused.',
  schema: { type: 'string', format: 'uuid' },
})

export const ifMatch = optionalField(parseVersion, {
  problem: 'invalid-header',
  description: 'The version of the message that is to be changed; with another one the answer is 412.',
  schema: { type: 'string', examples: ['1'] },
})

/** `1`, or `"1"` as entity tags are written; `*` is any version. */
function parseVersion(input: string): Parsed<number | undefined> {
  if (input === '*') return accepted(undefined)
  const version = Number(/^(?:"([1-9][0-9]{0,8})"|([1-9][0-9]{0,8}))$/.exec(input)?.slice(1).find(Boolean))
  return Number.isSafeInteger(version)
    ? accepted(version)
    : refused('must be a version of the message, such as 1')
}
