import { expect, test } from 'vitest'
import type { LoggedEvent } from '../../src/decode.js'
import { judgeGroup } from './group-log.js'

let offset = 0
function event(name: string, commandId: string, more: Record<string, unknown> = {}): LoggedEvent {
  const fields = {
    group: 'tea',
    messageId: 'm',
    actorId: 'ann',
    commandId,
    occurredAt: 1_000,
    eventId: commandId,
    ...more,
  }
  return { name, partition: 0, offset: offset++, key: 'tea', schemaId: 1, fields }
}
const sent = (id: string) => event('MessageSent', id, { text: id })
const edited = (id: string, version: number) => event('MessageEdited', id, { text: id, version })
const deleted = (id: string, version: number) => event('MessageDeleted', id, { version })
const fates = (events: LoggedEvent[]) => judgeGroup('tea', events).records.map(({ fate }) => fate)

test('of two edits on one version the first stands, and a copy of the second does not come back over it', () => {
  const second = edited('b', 2)
  const copy = { ...second, offset: second.offset + 9, fields: { ...second.fields, version: 3 } }
  expect(fates([sent('s'), edited('a', 2), second, copy])).toEqual(['stood', 'stood', 'lost', 'copy'])
})

test('a delete stands whatever its version, and nothing after it does', () => {
  expect(
    fates([sent('s'), edited('a', 2), deleted('d', 2), edited('b', 9), deleted('e', 10), sent('t')]),
  ).toEqual(['stood', 'stood', 'stood', 'lost', 'lost', 'lost'])
})

test('what changes a message that is not there changes nothing', () => {
  expect(fates([edited('a', 2), deleted('d', 2), sent('s')])).toEqual(['lost', 'lost', 'stood'])
})
