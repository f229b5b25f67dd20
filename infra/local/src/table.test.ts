import { expect, test } from 'vitest'
import { formatDuration, renderTable } from './table.js'

test('columns are aligned and lines end with their last character', () => {
  expect(
    renderTable([
      ['NAME', 'PID', 'STATE'],
      ['query-api', '7', 'ready'],
      ['kafka', '12345', ''],
    ]),
  ).toBe('  NAME       PID    STATE\n  query-api  7      ready\n  kafka      12345')
})

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_600_000 + 120_000, '1 h 2 min'],
  [26 * 3_600_000, '1 d 2 h'],
])('%d ms: %s', (ms, text) => expect(formatDuration(ms)).toBe(text))
