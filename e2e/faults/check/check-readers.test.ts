import { expect, test } from 'vitest'
import type { LoggedEvent } from '../../src/decode.js'
import type { Entry, SeenEvent } from '../entries.js'
import { checkReader } from './check-readers.js'
import { judgeGroup } from './group-log.js'
import { Findings } from './promises.js'

const events = Array.from({ length: 6 }, (_, n): LoggedEvent => {
  const fields = { group: 'tea', messageId: `m${n}`, actorId: 'a', actorUsername: 'ann', commandId: `c${n}` }
  const more = { eventId: `e${n}`, occurredAt: n, text: `text ${n}` }
  return {
    name: 'MessageSent',
    partition: 2,
    offset: n * 3 + 1,
    key: 'tea',
    schemaId: 1,
    fields: { ...fields, ...more },
  }
})
const log = {
  generation: 'g1abcd',
  groups: new Map([['tea', judgeGroup('tea', events)]]),
  users: [],
  records: 6,
  copies: 0,
}
const seen = (n: number): SeenEvent => ({
  type: 'MessageSent',
  group: 'tea',
  position: `g1abcd:2:${n * 3 + 1}`,
  eventId: `e${n}`,
  occurredAt: new Date(n).toISOString(),
  actor: { userId: 'a', username: 'ann' },
  messageId: `m${n}`,
  version: 1,
  text: `text ${n}`,
})
const from = (after: string, anew: boolean): Entry => ({
  e: 'subscribe',
  at: 0,
  connection: 1,
  group: 'tea',
  after,
  anew,
})
const got = (...numbers: number[]): Entry => ({
  e: 'events',
  at: 1,
  connection: 1,
  events: numbers.map(seen),
})

function findings(...entries: Entry[]): readonly string[] {
  const found = new Findings()
  const deletions = { visibleAt: () => undefined }
  checkReader('reader', entries, {
    log,
    deletions,
    mayBeBehind: () => false,
    complete: true,
    findings: found,
  })
  return found.first().map(({ detail }) => detail)
}

test('all events from where it began, over several connections, is what is promised', () => {
  expect(findings(from('g1abcd:2:-1', true), got(0, 1, 2), from('g1abcd:2:7', false), got(3, 4, 5))).toEqual(
    [],
  )
  expect(findings(from('g1abcd:2:11', true), got(4), got(5))).toEqual([])
})

test.each([
  ['a gap', [got(0, 1, 3, 4, 5)], /missed 1 before g1abcd:2:10/],
  ['a repeat', [got(0, 1, 1, 2, 3, 4, 5)], /saw again, or out of order, g1abcd:2:4/],
  ['another order', [got(0, 2, 1, 3, 4, 5)], /missed 1 before g1abcd:2:7/],
  ['a missing end', [got(0, 1, 2, 3)], /never saw the last 2 events of tea/],
  [
    'another text',
    [{ ...got(0, 1, 2, 3, 4), events: [{ ...seen(0), text: 'x' }] }, got(1, 2, 3, 4, 5)],
    /text is "x"/,
  ],
] as [string, Entry[], RegExp][])('%s is found', (_name, entries, expected) => {
  expect(findings(from('g1abcd:2:-1', true), ...entries)[0]).toMatch(expected)
})
