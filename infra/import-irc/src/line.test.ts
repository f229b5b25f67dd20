import { expect, test } from 'vitest'
import { parseLine } from './line.js'

test.each([
  ['[09:14] <ann> hello: there', { type: 'said', minute: 554, nick: 'ann', text: 'hello: there' }],
  ['[00:00] <|Qu[]-> x', { type: 'said', minute: 0, nick: '|Qu[]-', text: 'x' }],
  ['[23:59] <ann>  two spaces ', { type: 'said', minute: 1439, nick: 'ann', text: ' two spaces ' }],
  ['[18:58] <ann> ', { type: 'said', minute: 1138, nick: 'ann', text: '' }],
  ['[18:58] <ann>', { type: 'said', minute: 1138, nick: 'ann', text: '' }],
  ['[18:58] <ann> <bob> quoted', { type: 'said', minute: 1138, nick: 'ann', text: '<bob> quoted' }],
  ['[18:58]  * ann waves * twice', { type: 'did', minute: 1138, nick: 'ann', text: 'waves * twice' }],
  ['[18:58] * ann waves', { type: 'did', minute: 1138, nick: 'ann', text: 'waves' }],
  ['[18:58]  * ann', { type: 'did', minute: 1138, nick: 'ann', text: '' }],
  ['=== ann is now known as ann|away', { type: 'renamed', from: 'ann', to: 'ann|away' }],
  ['=== ann [~a@host] has joined #x', { type: 'system' }],
  ['=== topic: bob is now known as a hero of sorts', { type: 'system' }],
])('%s', (line, expected) => {
  expect(parseLine(line)).toEqual(expected)
})

test.each([
  ['', 'the line is empty'],
  ['hello', 'it begins with neither [HH:MM] nor ==='],
  ['[9:14] <ann> x', 'it begins with neither [HH:MM] nor ==='],
  ['[24:00] <ann> x', 'there is no such time of day'],
  ['[09:60] <ann> x', 'there is no such time of day'],
  ['[09:14] ann: x', 'after the time comes neither <nick> nor * nick'],
  ['[09:14] <> x', 'after the time comes neither <nick> nor * nick'],
  ['[09:14] <ann>x', 'after the time comes neither <nick> nor * nick'],
])('%s can not be read', (line, reason) => {
  expect(parseLine(line)).toEqual({ type: 'unreadable', reason })
})
