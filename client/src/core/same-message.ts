import type { Message } from '@hanashi/schemas/http'

/** Whether a reader would see the same, so that the object needn't change. */
export function sameMessage(a: Message, b: Message): boolean {
  return (
    a.messageId === b.messageId &&
    a.position === b.position &&
    a.version === b.version &&
    a.text === b.text &&
    a.deletedAt === b.deletedAt &&
    a.editedAt === b.editedAt &&
    a.author.username === b.author.username
  )
}
