import { expect, test } from 'vitest'
import { readLines } from './read-lines.js'

const lines = (text: string) => readLines(Buffer.from(text))

test('lines end with LF; the last may lack it', () => {
  expect(lines('a\nb\n')).toEqual(['a', 'b'])
  expect(lines('a\n\nb')).toEqual(['a', '', 'b'])
  expect(lines('')).toEqual([])
})

test('only LF ends a line: form feeds, NEL and line separators are text', () => {
  expect(lines('a\f\u0085\u2028b\n')).toEqual(['a\f\u0085\u2028b'])
})

test('CR LF ends lines only where every line has it', () => {
  expect(lines('a\r\nb\r\n')).toEqual(['a', 'b'])
  expect(lines('a\r\nb\n')).toEqual(['a\r', 'b'])
})

test('a byte order mark is kept but at the beginning of the file', () => {
  expect(lines('\ufeffa\n\ufeffb\n')).toEqual(['a', '\ufeffb'])
})

test('a line that is no UTF-8 is told, the others are read', () => {
  expect(
    readLines(Buffer.concat([Buffer.from('a\n'), Buffer.from([0xff, 0xfe]), Buffer.from('\nb\n')])),
  ).toEqual(['a', undefined, 'b'])
})
