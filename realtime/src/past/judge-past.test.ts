import { describe, expect, it } from 'vitest'
import { edited, sent } from '../testing/events.js'
import { stoodByFacts, type EventFacts } from './event-facts.js'
import { judgePast } from './judge-past.js'

const message = sent('room', 'hi')
const edit = edited(message, 2, 'ho')
const facts: EventFacts = {
  judgedTo: 100,
  parked: false,
  command: { offset: 20, stood: true },
  message: { offset: 10, version: 2, deleted: false },
}
const unseen = { stood: undefined, deleted: false }

describe('what the read model knows', () => {
  it.each([
    ['the event that sent the message', message, 10, facts, true],
    ['a copy of it', message, 11, facts, false],
    ['an edit that stood', edit, 20, facts, true],
    ['a copy of it', edit, 21, facts, false],
    ['an edit that lost', edit, 20, { ...facts, command: { offset: 20, stood: false } }, false],
    ['an edit that was dropped by an operator', edit, 20, { ...facts, command: undefined }, false],
    ['an event beyond the projection', edit, 20, { ...facts, judgedTo: 20 }, undefined],
  ])('%s: %#', (_name, event, offset, known, expected) => {
    expect(stoodByFacts(known, { event, offset })).toBe(expected)
  })
})

describe('an event of the past', () => {
  it.each([
    [
      'stands by the projection, whatever the live end thought',
      true,
      { stood: false, deleted: false },
      facts,
      'stands',
    ],
    ['is dropped by the projection', false, { stood: true, deleted: false }, facts, 'dropped'],
    [
      'is judged by the live end beyond the projection',
      undefined,
      { stood: true, deleted: false },
      facts,
      'stands',
    ],
    [
      'is dropped by the live end beyond the projection',
      undefined,
      { stood: false, deleted: false },
      facts,
      'dropped',
    ],
    [
      'loses its text to a projected delete',
      true,
      unseen,
      { ...facts, message: { offset: 10, version: 3, deleted: true } },
      'redacted',
    ],
    [
      'loses its text to a delete that only the live end has seen',
      true,
      { stood: true, deleted: true },
      facts,
      'redacted',
    ],
    ['waits for the projection where nobody has judged it', undefined, unseen, facts, 'projection-behind'],
    [
      'waits for an operator where its group is parked',
      undefined,
      unseen,
      { ...facts, parked: true },
      'group-parked',
    ],
  ] as const)('%s', (_name, stood, live, known, expected) => {
    expect(judgePast(known, stood, live)).toBe(expected)
  })
})
