import { describe, expect, it } from 'vitest'
import { deleted, edited, groupId, sent } from '../testing/events.js'
import { parseGeneration } from '@hanashi/schemas/position'
import { feedEvent, heldBytes } from './feed-event.js'
import { RecentEvents } from './recent-events.js'
import type { MessageEvent } from '@hanashi/schemas/events'

const generation = parseGeneration('g1test')
if (!generation.ok) throw new Error(generation.reason)
const at = (event: MessageEvent, partition: number, offset: number) =>
  feedEvent(event, { generation: generation.value, partition, offset }, false)
const everything = { maxEvents: 1_000, maxSize: 1e9 }
const offsetsAfter = (recent: RecentEvents, group: string, after: number) =>
  recent.after(groupId(group), after, everything).events.map(({ offset }) => offset)

describe('recent events', () => {
  it('keeps the latest within its bytes, and is complete above each floor', () => {
    const size = heldBytes(at(sent('aa', 'text'), 0, 1))
    const recent = new RecentEvents(4 * size, [0, 0])
    for (let offset = 1; offset <= 6; offset++) {
      recent.append(0, at(sent('aa', 'text'), 0, offset))
      if (offset % 2 === 0) recent.append(1, at(sent('bb', 'text'), 1, offset))
    }
    expect(recent.bytes).toBeLessThanOrEqual(4 * size)
    expect(offsetsAfter(recent, 'aa', 0)).toEqual([5, 6])
    expect(offsetsAfter(recent, 'bb', 0)).toEqual([4, 6])
    expect([recent.floor(0), recent.floor(1), recent.floor(2)]).toEqual([4, 2, Infinity])
    expect(offsetsAfter(recent, 'aa', 5)).toEqual([6])
    expect(offsetsAfter(recent, 'cc', 0)).toEqual([])
  })

  it('gives no more than was asked for, and says whether that is all', () => {
    const recent = new RecentEvents(1e9, [0])
    for (let offset = 1; offset <= 5; offset++) recent.append(0, at(sent('aa', 'x'.repeat(100)), 0, offset))
    const take = (after: number, maxEvents: number, maxSize: number) => {
      const { events, complete } = recent.after(groupId('aa'), after, { maxEvents, maxSize })
      return [events.map(({ offset }) => offset), complete]
    }
    expect(take(0, 2, 1e9)).toEqual([[1, 2], false])
    expect(take(3, 2, 1e9)).toEqual([[4, 5], true])
    expect(take(0, 9, 1)).toEqual([[1], false])
  })

  it('holds no text of a message whose delete has passed', () => {
    const recent = new RecentEvents(1e9, [0])
    const [gone, kept] = [sent('aa', 'secret'), sent('aa', 'kept')]
    const events = [gone, kept, edited(gone, 2, 'secret too'), deleted(gone, 3)]
    for (const [i, event] of events.entries()) recent.append(0, at(event, 0, i + 1))
    const held = recent.after(groupId('aa'), 0, everything).events
    expect(held.map(({ view }) => [view.text, view.redacted])).toEqual([
      [undefined, true],
      ['kept', undefined],
      [undefined, true],
      [undefined, undefined],
    ])
    expect(held.map(({ json }) => json).join('')).not.toContain('secret')
  })
})
