import { expect, test } from 'vitest'
import { createProgress } from './progress.js'

function output(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, columns: 60, written, write: (text: string) => written.push(text) }
}

test('a terminal gets a bar that is drawn again in its place', () => {
  const out = output(true)
  const progress = createProgress(out, 'messages', 200)
  progress.update(100)
  progress.note('waiting')
  progress.update(200)
  progress.end()
  expect(out.written.join('')).toContain('░ 100/200')
  expect(out.written.join('')).toContain('waiting\n')
  expect(out.written.at(-2)).toMatch(/^\r.*█ 200\/200$/)
  expect(out.written.filter((text) => text.endsWith('\n'))).toHaveLength(2)
})

test('anything else gets plain lines, ten at most', () => {
  const out = output(false)
  const progress = createProgress(out, 'messages', 1000)
  for (let done = 1; done <= 1000; done++) progress.update(done)
  progress.end()
  expect(out.written).toHaveLength(10)
  expect(out.written.at(-1)).toBe('messages 1,000/1,000\n')
  expect(out.written.join('')).not.toContain('\u001b')
})
