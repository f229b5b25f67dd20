import { describe, expect, it } from 'vitest'
import { ChangeWindow } from '../feed/change-window.js'
import { MessageWindow } from '../feed/message-window.js'
import type { EventFacts } from '../past/event-facts.js'
import { deleted, edited, sent } from '../testing/events.js'
import { LiveJudge } from './live-judge.js'

const nothingKnown: EventFacts = { judgedTo: 1_000, parked: false, command: undefined, message: undefined }

function judge(windowFrom = 0) {
  const window = new MessageWindow({ maxAgeMs: 1_000, maxMessages: 100 })
  const changes = new ChangeWindow({ maxAgeMs: 1_000, maxChanges: 100 })
  return { window, judge: new LiveJudge(window, changes, [windowFrom]) }
}

describe('the live end', () => {
  it('drops copies, lost races and whatever comes after a delete', () => {
    const { judge: live } = judge()
    const message = sent('room', 'hi')
    const stands = [
      message,
      { ...message, occurredAt: 1 },
      edited(message, 2, 'a'),
      edited(message, 2, 'b'),
      edited(message, 3, 'c'),
      deleted(message, 3),
      deleted(message, 4),
      edited(message, 5, 'd'),
      message,
    ].map((event, offset) => live.stands(0, { event, offset }, undefined, 0))
    expect(stands).toEqual([true, false, true, false, true, true, false, false, false])
  })

  it('drops a later record of an edit, whatever version it makes and whatever became of the first', () => {
    const { judge: live } = judge()
    const message = sent('room', 'hi')
    const [lost, stood] = [edited(message, 2, 'lost'), edited(message, 3, 'stood')]
    const stands = [
      message,
      edited(message, 2, 'the first'),
      lost,
      { ...lost, version: 3 },
      stood,
      edited(message, 4, 'over it'),
      { ...stood, version: 5 },
    ].map((event, offset) => live.stands(0, { event, offset }, undefined, 0))
    expect(stands).toEqual([true, true, false, false, true, true, false])
  })

  it('drops a record whose command the read model has seen before', () => {
    const change = edited(sent('room', 'x'), 9, 'y')
    const facts = { ...nothingKnown, judgedTo: 5, command: { offset: 3, stood: false } }
    expect(judge().judge.stands(0, { event: change, offset: 10 }, facts, 0)).toBe(false)
  })

  it('asks for what it has not seen made, and for sends too while it reads back', () => {
    const { judge: live } = judge()
    const [known, fresh, old] = [sent('room', 'known'), sent('room', 'fresh'), sent('room', 'old')]
    live.stands(0, { event: known, offset: 0 }, undefined, 0)
    const batch = [edited(known, 2, 'a'), fresh, edited(fresh, 2, 'b'), edited(old, 2, 'c')].map(
      (event, offset) => ({ event, offset }),
    )
    expect(live.unknown(batch, true).map(({ offset }) => offset)).toEqual([3])
    expect(live.unknown(batch, false).map(({ offset }) => offset)).toEqual([1, 2, 3])
  })

  it.each([
    ['an edit above the version that the read model has', 3, { version: 2, deleted: false }, true],
    ['an edit of that version', 3, { version: 3, deleted: false }, false],
    ['an edit of a deleted message', 3, { version: 2, deleted: true }, false],
    ['an edit of a message that is not there', 3, undefined, false],
  ])('judges %s by it', (_name, version, message, expected) => {
    const { judge: live } = judge()
    const facts = { ...nothingKnown, judgedTo: 5, message: message && { ...message, offset: 1 } }
    expect(live.stands(0, { event: edited(sent('room', 'x'), version, 'y'), offset: 10 }, facts, 0)).toBe(
      expected,
    )
  })

  it('lets an edit stand where nobody knows its message', () => {
    const event = edited(sent('room', 'x'), 7, 'y')
    expect(judge().judge.stands(0, { event, offset: 10 }, undefined, 0)).toBe(true)
    // The read model is so far behind that the message may have been made since, before the window.
    expect(judge(8).judge.stands(0, { event, offset: 10 }, { ...nothingKnown, judgedTo: 5 }, 0)).toBe(true)
  })

  it('takes the word of a projection that has been further', () => {
    const { judge: live } = judge()
    const message = sent('room', 'x')
    const sentAt = (offset: number): EventFacts => ({
      ...nothingKnown,
      message: { offset, version: 3, deleted: false },
    })
    const changedAt = (offset: number, stood: boolean): EventFacts => ({
      ...sentAt(1),
      command: { offset, stood },
    })
    expect(live.stands(0, { event: message, offset: 10 }, sentAt(4), 0)).toBe(false)
    expect(live.stands(0, { event: edited(message, 2, 'lost'), offset: 11 }, changedAt(11, false), 0)).toBe(
      false,
    )
    expect(live.stands(0, { event: edited(message, 2, 'copy'), offset: 12 }, changedAt(11, true), 0)).toBe(
      false,
    )
    expect(live.stands(0, { event: edited(message, 2, 'a'), offset: 13 }, changedAt(13, true), 0)).toBe(true)
    expect(live.stands(0, { event: edited(message, 2, 'b'), offset: 14 }, undefined, 0)).toBe(false)
    const other = sent('room', 'y')
    expect(live.stands(0, { event: other, offset: 15 }, sentAt(15), 0)).toBe(true)
  })
})

describe('the window of changes', () => {
  it('forgets by age, and by number', () => {
    const changes = new ChangeWindow({ maxAgeMs: 10, maxChanges: 2 })
    expect([0, 5, 10].map((nowMs) => changes.isFirst('a', nowMs))).toEqual([true, false, false])
    expect(changes.isFirst('b', 11)).toBe(true)
    expect(changes.isFirst('a', 12)).toBe(true)
    expect(changes.isFirst('c', 12)).toBe(true)
    expect(changes.isFirst('b', 12)).toBe(true)
  })
})

describe('the window', () => {
  it('forgets by age since the last event, and by number', () => {
    const window = new MessageWindow({ maxAgeMs: 10, maxMessages: 2 })
    const state = { version: 1, deleted: false }
    const key = (id: string) => `room ${id}` as Parameters<MessageWindow['set']>[0]
    window.set(key('a'), state, 0)
    window.set(key('b'), state, 5)
    window.set(key('a'), state, 6)
    window.set(key('c'), state, 7)
    expect(['a', 'b', 'c'].map((id) => window.get(key(id)) !== undefined)).toEqual([true, false, true])
    window.set(key('d'), state, 17)
    expect(['a', 'c', 'd'].map((id) => window.get(key(id)) !== undefined)).toEqual([false, true, true])
  })
})
