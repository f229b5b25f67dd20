import type { Message } from '@hanashi/schemas/http'
import type { EventView } from '@hanashi/schemas/socket'
import { expect, test } from 'vitest'
import { Timeline } from './timeline.js'

const author = { userId: 'u', username: 'mika' }
const at = (offset: number) => `g1aaaa:0:${offset}`
const time = '2026-01-01T00:00:00.000Z'

function message(offset: number, more: Partial<Message> = {}): Message {
  const body = { kind: 'text', text: `text ${offset}`, tags: [], sentAt: time, version: 1 }
  return { messageId: `m${offset}`, group: 'g', author, position: at(offset), ...body, ...more }
}

function event(type: EventView['type'], offset: number, more: Partial<EventView> = {}): EventView {
  const content =
    type === 'MessageSent' ? { text: `text ${offset}`, kind: 'text', tags: [], sentAt: time } : {}
  const ids = { eventId: `e${offset}`, messageId: `m${offset}` }
  return {
    type,
    group: 'g',
    position: at(offset),
    ...ids,
    occurredAt: time,
    actor: author,
    version: 1,
    ...content,
    ...more,
  }
}

function timelineOf(offsets: readonly number[], end: number, maxMessages = 1_000): Timeline {
  const timeline = new Timeline(maxMessages)
  const [first = 0] = offsets
  timeline.reset({ messages: offsets.map((offset) => message(offset)), position: at(end), before: at(first) })
  return timeline
}

test('a page and what comes after it; what comes again, late or of another log changes nothing', () => {
  const timeline = timelineOf([3, 4], 5)
  const events = [
    event('MessageSent', 6),
    event('MessageEdited', 7, { messageId: 'm4', version: 2, text: 'new' }),
  ]
  expect(timeline.apply(events)).toEqual(events)
  const { messages } = timeline
  expect(messages).toEqual([message(3), message(4, { text: 'new', version: 2, editedAt: time }), message(6)])
  expect(timeline.cursor).toBe(at(7))
  expect(timeline.apply(events.toReversed())).toEqual([])
  expect(timeline.apply([event('MessageSent', 9, { position: 'g2bbbb:0:9' })])).toEqual([])
  expect(timeline.messages).toBe(messages)
  expect(timeline.cursor).toBe(at(7))
})

test('a copy of a command changes nothing, whatever version it was decided on', () => {
  const timeline = timelineOf([3], 3)
  const change = { messageId: 'm3', eventId: 'the edit' }
  timeline.apply([event('MessageEdited', 4, { ...change, version: 2, text: 'mine' })])
  timeline.apply([event('MessageEdited', 5, { messageId: 'm3', version: 3, text: 'theirs' })])
  timeline.apply([event('MessageEdited', 6, { ...change, version: 4, text: 'mine' })])
  expect(timeline.messages).toEqual([message(3, { text: 'theirs', version: 3, editedAt: time })])
})

test('deleted is final, and leaves no text', () => {
  const timeline = timelineOf([3], 3)
  timeline.apply([
    event('MessageDeleted', 4, { messageId: 'm3', version: 2 }),
    event('MessageEdited', 5, { messageId: 'm3', version: 9, text: 'no' }),
    event('MessageSent', 6, { messageId: 'm3' }),
  ])
  const { text: _, ...rest } = message(3, { version: 2, deletedAt: time })
  expect(timeline.messages).toEqual([rest])
})

test('what changes on an older page while it is on its way is on it', () => {
  const timeline = timelineOf([3, 4], 5)
  timeline.expectOlder()
  timeline.apply([event('MessageEdited', 6, { messageId: 'm1', version: 2, text: 'new' })])
  timeline.apply([event('MessageDeleted', 7, { messageId: 'm2', version: 2 })])
  expect(timeline.prepend({ messages: [message(1), message(2)], position: at(5) })).toBe(2)
  expect(timeline.messages.map(({ text }) => text)).toEqual(['new', undefined, 'text 3', 'text 4'])
  expect(timeline.before).toBeUndefined()
})

test('a page that took the place of everything lets no older one in from before', () => {
  const timeline = timelineOf([3, 4], 5)
  timeline.expectOlder()
  const kept = timeline.messages[1]
  timeline.reset({ messages: [message(4), message(8)], position: at(9), before: at(4) })
  expect(timeline.prepend({ messages: [message(1)], position: at(5) })).toBeUndefined()
  expect(timeline.messages).toEqual([message(4), message(8)])
  expect(timeline.messages[0]).toBe(kept)
})

test('beyond its bound the oldest leave, and can be loaded again', () => {
  const timeline = timelineOf([1], 1, 10)
  timeline.apply(Array.from({ length: 10 }, (_, i) => event('MessageSent', i + 2)))
  expect(timeline.messages).toHaveLength(9)
  expect(timeline.before).toBe(timeline.messages[0]!.position)
  expect(timeline.get('m1')).toBeUndefined()
  timeline.apply([event('MessageEdited', 20, { messageId: 'm5', version: 2, text: 'new' })])
  expect(timeline.get('m5')?.text).toBe('new')
})
