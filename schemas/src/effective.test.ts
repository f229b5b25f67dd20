import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effective, userStands, type MessageState } from './effective.js'
import type { MessageEvent } from './events.js'
import { sampleEvents } from './testing/sample-events.js'

const sent = sampleEvents.MessageSent
const edited = (version: number): MessageEvent => ({ ...sampleEvents.MessageEdited, version })
const deleted = (version: number): MessageEvent => ({ ...sampleEvents.MessageDeleted, version })

function fold(events: readonly MessageEvent[], from?: MessageState) {
  let state = from
  const stood: number[] = []
  for (const [i, event] of events.entries()) {
    const next = effective(state, event)
    if (!next) continue
    state = next
    stood.push(i)
  }
  return { state, stood }
}

describe('effective', () => {
  it('creates only what is not there', () => {
    expect(fold([sent, sent]).stood).toEqual([0])
    expect(fold([edited(2), deleted(2)]).stood).toEqual([])
  })

  it('of two edits decided on the same version lets the first stand', () => {
    expect(fold([sent, edited(2), edited(2), edited(3)])).toEqual({
      state: { version: 3, deleted: false },
      stood: [0, 1, 3],
    })
  })

  it('lets a delete win over an edit that it did not know of, and stay', () => {
    expect(fold([sent, edited(2), deleted(2), edited(3), deleted(4), sent])).toEqual({
      state: { version: 3, deleted: true },
      stood: [0, 1, 2],
    })
  })

  const anyEvent = fc.oneof(
    fc.constant(sent),
    fc.integer({ min: 2, max: 6 }).map(edited),
    fc.integer({ min: 2, max: 6 }).map(deleted),
  )

  it('changes nothing when anything that followed its message is applied again', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 12 }), fc.nat(12), (followers, cut) => {
        const events = [sent, ...followers]
        const { state } = fold(events)
        expect(fold([...events, ...events]).state).toEqual(state)
        expect(fold([...events, ...events.slice(0, cut)]).state).toEqual(state)
      }),
    )
  })

  it('versions only go up, and deleted is final', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
        let state: MessageState | undefined
        for (const event of events) {
          const next = effective(state, event)
          if (!next) continue
          expect(next.version).toBeGreaterThan(state?.version ?? 0)
          expect(state?.deleted ?? false).toBe(false)
          state = next
        }
      }),
    )
  })
})

describe('userStands', () => {
  it('gives a name to the first to claim it', () => {
    expect(userStands({ userIdKnown: false, usernameKnown: false })).toBe(true)
    expect(userStands({ userIdKnown: true, usernameKnown: false })).toBe(false)
    expect(userStands({ userIdKnown: false, usernameKnown: true })).toBe(false)
  })
})
