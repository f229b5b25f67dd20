import { expect, it } from 'vitest'
import { parseGroupId } from '@hanashi/schemas/group'
import { formatGroupCursor, parseGroupCursor } from './group-cursor.js'

it.each([
  [0, 'a'],
  [1_700_000_000_123, 'anonymous-anime-universe'],
  [253_402_300_799_999, 'z'.repeat(64)],
])('a cursor is read as it was written: %i %s', (lastActivityMs, group) => {
  expect(parseGroupId(group).ok).toBe(true)
  expect(parseGroupCursor(formatGroupCursor({ lastActivityMs, group }))).toEqual({
    ok: true,
    value: { lastActivityMs, group },
  })
})

it.each(['', ' ', '-1 a', '01 a', '1  a', '1 A', '1', 'a', '253402300800000 a', '1e3 a', '1 __proto__'])(
  'anything else is refused: %j',
  (text) => {
    expect(parseGroupCursor(Buffer.from(text).toString('base64url')).ok).toBe(false)
    expect(parseGroupCursor(text).ok).toBe(false)
  },
)
