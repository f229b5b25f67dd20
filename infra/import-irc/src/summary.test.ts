import { expect, test } from 'vitest'
import { planFile } from './plan.js'
import { readLines } from './read-lines.js'
import { isComplete, summarise } from './summary.js'

const plan = (text: string) =>
  planFile({
    file: '2005-01-02.txt',
    day: '2005-01-02',
    group: 'tea',
    lines: readLines(Buffer.from(text)),
    annotations: undefined,
  })

test('counts, the rate, and every line that was not taken over', () => {
  const outcome = {
    group: 'tea',
    users: 1,
    said: [
      {
        plan: plan('[10:00] <ann> a\n[10:00] <ann> b\n[10:01] <ann> \nhuh\n'),
        refused: [{ line: 1, reason: 'key-reused: other text' }],
      },
    ],
    elapsedMs: 500,
  }
  const text = summarise(outcome).join('\n')
  expect(text).toMatch(/^messages in tea +1$/m)
  expect(text).toContain('1 messages in 0.5 s: 2 a second')
  expect(text).toContain('  2005-01-02.txt:3 <ann> said nothing')
  expect(text).toContain('  2005-01-02.txt:4 it begins with neither')
  expect(text).toContain('  2005-01-02.txt:2 key-reused: other text')
  expect(isComplete(outcome)).toBe(false)
})

test('blank messages are told, and leave nothing unfinished', () => {
  expect(isComplete({ said: [{ plan: plan('[10:00] <ann> \n'), refused: [] }] })).toBe(true)
  expect(isComplete({ said: [{ plan: plan('huh\n'), refused: [] }] })).toBe(false)
})
