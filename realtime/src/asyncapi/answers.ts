import { Type, type TSchema } from '@sinclair/typebox'
import { MessageDeletedAnswer, MessageEditedAnswer, MessageSentAnswer, Problem } from '@hanashi/schemas/http'
import type { ClientToServer } from '@hanashi/schemas/socket'

const failed = Type.Object({ ok: Type.Literal(false), error: Problem }, { title: 'Failed' })
const answer = (succeeded: TSchema) =>
  Type.Union([
    Type.Intersect([Type.Object({ ok: Type.Literal(true) }), succeeded], { title: 'Done' }),
    failed,
  ])

/** What the server acknowledges each message with. */
export const answers = {
  subscribe: answer(
    Type.Object({
      position: Type.String({ description: 'Where the subscription starts: events come after it.' }),
    }),
  ),
  unsubscribe: answer(Type.Object({})),
  replay: answer(Type.Object({ id: Type.String({ description: 'Names the chunks that follow.' }) })),
  send: answer(MessageSentAnswer),
  edit: answer(MessageEditedAnswer),
  delete: answer(MessageDeletedAnswer),
} satisfies { readonly [Name in keyof ClientToServer]: TSchema }
