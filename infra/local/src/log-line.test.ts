import { expect, test } from 'vitest'
import { lineSplitter } from './lines.js'
import { formatLogLine, parseLogLine } from './log-line.js'

test('numeric and named levels, and the reason of an error', () => {
  const line = JSON.stringify({ level: 40, time: 0, msg: 'no answer', err: { message: 'timed out' } })
  expect(parseLogLine(line)).toEqual({ level: 40, timeMs: 0, text: 'no answer (timed out)' })
  expect(parseLogLine('{"level":"error","msg":"x"}')).toEqual({ level: 50, timeMs: undefined, text: 'x' })
})

test.each(['Error: at the start', '{', '{"msg":"no level"}', '[1]', '', '{"level":"loud"}'])(
  '%j is no log line',
  (line) => {
    expect(parseLogLine(line)).toBeUndefined()
  },
)

test('a level between two names has the lower one', () => {
  expect(formatLogLine({ level: 45, timeMs: undefined, text: 'x' })).toBe('WARN  x')
})

test('lines in pieces come out whole, and an endless one in bounded parts', () => {
  const lines: string[] = []
  const push = lineSplitter((line) => lines.push(line))
  for (const piece of ['a', 'b\r\nc', '\n\nd']) push(piece)
  expect(lines).toEqual(['ab', 'c', ''])
  push('x'.repeat(200_000))
  expect(lines.slice(3).map((line) => line.length)).toEqual([65_536, 65_536, 65_536])
})
