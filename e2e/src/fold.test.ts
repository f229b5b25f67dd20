import { expect, test } from 'vitest'
import type { LoggedEvent } from './decode.js'
import { foldGroup } from './fold.js'

let offset = 0
const event = (name: string, messageId: string, fields: object = {}): LoggedEvent => ({
  name,
  partition: 0,
  offset: offset++,
  key: 'tea',
  schemaId: 1,
  fields: { group: 'tea', messageId, ...fields },
})

test('copies, late edits and anything after a delete change nothing', () => {
  const events = [
    event('MessageEdited', 'a', { text: 'too early', version: 2 }),
    event('MessageSent', 'a', { text: 'one' }),
    event('MessageSent', 'a', { text: 'copy' }),
    event('MessageEdited', 'a', { text: 'two', version: 2 }),
    event('MessageEdited', 'a', { text: 'lost the race', version: 2 }),
    event('MessageSent', 'b', { text: 'b' }),
    event('MessageDeleted', 'b', { version: 2 }),
    event('MessageEdited', 'b', { text: 'too late', version: 9 }),
    event('MessageDeleted', 'b', { version: 3 }),
    {
      ...event('MessageSent', 'c', { text: 'elsewhere' }),
      fields: { group: 'rice', messageId: 'c', text: 'c' },
    },
  ]
  const { stood, messages } = foldGroup(events, 'tea')
  expect(stood.map((one) => one.offset)).toEqual([1, 3, 5, 6])
  expect(
    messages.map(({ messageId, text, version, deleted }) => [messageId, text, version, deleted]),
  ).toEqual([
    ['a', 'two', 2, false],
    ['b', 'b', 2, true],
  ])
})
