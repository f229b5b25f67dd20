import { Type } from '@sinclair/typebox'

/** Fields of the clients' messages. Only their types are checked here; the parse functions say what is wrong with a value. */
export const group = Type.String({ description: 'Id of the group.', examples: ['global'] })
export const key = Type.Optional(
  Type.String({
    description:
      'As the header Idempotency-Key: a UUID, v7 recommended. A repeated key gets the first answer.',
  }),
)
export const messageId = Type.String({ description: 'Id of a message of the group.' })
export const ifMatch = Type.Optional(
  Type.Integer({
    minimum: 1,
    description: 'As the header If-Match: the version that the message must have.',
  }),
)
export const position = (description: string) => Type.String({ description, examples: ['g1k7f3:3:1042'] })
