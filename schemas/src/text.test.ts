import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countCodePoints, maxTextCodePoints, parseText } from './text.js'

const emoji = '👩‍👩‍👧‍👦'

describe('parseText', () => {
  it.each([
    'hi',
    ' hi ',
    'はなし',
    '\u202eright to left',
    '<script>',
    "'; DROP TABLE messages",
    '__proto__',
    'a'.repeat(maxTextCodePoints),
    '😀'.repeat(maxTextCodePoints),
    `e${'\u0301'.repeat(3_999)}`,
    emoji,
    '\ufeffhi',
    'a\r\n\tb',
    '\u2028x',
    '\uffffx',
  ])('keeps %j as it is', (text) => {
    expect(parseText(text)).toEqual({ ok: true, value: text })
  })

  it.each([
    ['', 'blank'],
    [' \n\t', 'blank'],
    ['\u3000\u00a0', 'blank'],
    ['\u200b\u2060\ufeff', 'blank'],
    ['\u2800', 'blank'],
    ['\u3164', 'blank'],
    ['a\0b', 'NUL'],
    ['\ud800', 'surrogate'],
    ['x\udc00', 'surrogate'],
    ['😀'.repeat(maxTextCodePoints) + 'x', 'more than'],
    ['a'.repeat(maxTextCodePoints + 1), 'more than'],
    ['a'.repeat(1_000_000), 'more than'],
    [null, 'string'],
    [7, 'string'],
    [['a'], 'string'],
  ])('refuses %j: %s', (text, reason) => {
    const parsed = parseText(text)
    expect(parsed.ok ? '' : parsed.reason).toContain(reason)
  })

  it('counts as the iterator does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => countCodePoints(text) === Array.from(text).length),
    )
  })

  it('accepts only what UTF-8 carries unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 20 }), (units) => {
        const text = String.fromCharCode(...units)
        if (parseText(text).ok) expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })
})
