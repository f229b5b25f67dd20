import type { Message } from '@hanashi/schemas/http'
import { expect, test } from 'vitest'
import type { Command, Entry } from './command.js'
import { isInLog, showMessages } from './shown.js'

const message: Message = {
  messageId: 'm1',
  group: 'g',
  author: { userId: 'me', username: 'mika' },
  kind: 'text',
  text: 'old',
  tags: [],
  sentAt: 'then',
  position: 'g1aaaa:0:5',
  version: 1,
}
const find = (id: string) => (id === 'm1' ? message : undefined)
const head = { group: 'g', userId: 'me', username: 'mika', madeAtMs: 0 }
const send: Command = {
  ...head,
  kind: 'send',
  key: 'm2',
  messageId: 'm2',
  body: { text: 'new', tags: ['a'] },
}
const edit: Command = { ...head, kind: 'edit', key: 'k1', messageId: 'm1', text: 'edited' }
const remove: Command = { ...head, kind: 'delete', key: 'k2', messageId: 'm1' }
const failure = { code: 'x', title: 'x', detail: 'x', status: 400 }
const pending = (command: Command): Entry => ({ command, state: 'pending' })
const confirmed = (command: Command, position: string, version?: number): Entry => ({
  command,
  state: 'confirmed',
  confirmation: { position, at: 'now', version },
})

test('nothing on top is nothing done', () => {
  const messages = [message]
  expect(showMessages(messages, [], find)).toBe(messages)
})

test('a message that is on its way comes last, with what was done to it meanwhile', () => {
  const later: Command = { ...edit, messageId: 'm2', text: 'newer' }
  const shown = showMessages([message], [pending(send), pending(later)], find)
  expect(shown[0]).toBe(message)
  expect(shown[1]).toMatchObject({ text: 'newer', tags: ['a'], outgoing: { kind: 'send', state: 'pending' } })
  expect(shown[1]).not.toHaveProperty('position')
})

test('edits and deletions are shown at once, and taken back where they fail', () => {
  expect(showMessages([message], [pending(edit)], find)[0]).toMatchObject({
    text: 'edited',
    version: 1,
    outgoing: { kind: 'edit', state: 'pending' },
  })
  const [deleted] = showMessages([message], [pending(edit), pending(remove)], find)
  expect(deleted).toMatchObject({ deletedAt: expect.any(String) as string, outgoing: { kind: 'delete' } })
  expect(deleted).not.toHaveProperty('text')
  const [failed] = showMessages([message], [{ command: edit, state: 'failed', failure }], find)
  expect(failed).toMatchObject({ text: 'old', outgoing: { state: 'failed', text: 'edited', failure } })
})

test('what is confirmed is shown as the log will have it', () => {
  const [first, second] = showMessages(
    [message],
    [confirmed(send, 'g1aaaa:0:9', 1), confirmed(edit, 'g1aaaa:0:10', 2)],
    find,
  )
  expect(first).toMatchObject({ text: 'edited', version: 2, editedAt: 'now' })
  expect(second).toMatchObject({ position: 'g1aaaa:0:9', sentAt: 'now' })
  for (const one of [first, second]) expect(one).not.toHaveProperty('outgoing')
})

test('a change of a message that is not loaded shows nothing', () => {
  expect(showMessages([], [pending(edit), pending(remove)], () => undefined)).toEqual([])
})

test.each<[string, Entry, Message | undefined, string | undefined, boolean]>([
  ['pending', pending(send), message, 'g1aaaa:0:99', false],
  ['before the first page', confirmed(send, 'g1aaaa:0:9'), undefined, undefined, false],
  ['not there yet', confirmed(send, 'g1aaaa:0:9'), undefined, 'g1aaaa:0:8', false],
  ['there by an earlier copy', confirmed(send, 'g1aaaa:0:9'), message, 'g1aaaa:0:8', true],
  ['behind the cursor', confirmed(send, 'g1aaaa:0:9'), undefined, 'g1aaaa:0:9', true],
  ['of another log', confirmed(send, 'g1aaaa:0:9'), undefined, 'g2bbbb:0:1', true],
  ['an edit that is not there yet', confirmed(edit, 'g1aaaa:0:9', 2), message, 'g1aaaa:0:8', false],
  ['an edit', confirmed(edit, 'g1aaaa:0:9', 2), { ...message, version: 2 }, 'g1aaaa:0:8', true],
  [
    'an edit of what is deleted',
    confirmed(edit, 'g1aaaa:0:9', 2),
    { ...message, deletedAt: 'x' },
    'g1aaaa:0:8',
    true,
  ],
  ['a deletion', confirmed(remove, 'g1aaaa:0:9'), { ...message, deletedAt: 'x' }, 'g1aaaa:0:8', true],
])('in the log: %s', (_, entry, known, cursor, inLog) => {
  expect(isInLog(entry, known, cursor)).toBe(inLog)
})
