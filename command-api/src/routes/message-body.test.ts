import { describe, expect, it } from 'vitest'
import { ifMatch } from './fields.js'
import { messageContent } from './message-body.js'

describe('messageContent', () => {
  it('fills in what was left out', () => {
    expect(messageContent({ text: 'hi' })).toEqual({
      ok: true,
      value: { text: 'hi', kind: 'text', tags: [], replyTo: null, sentAt: null },
    })
  })
  it.each([
    [{ text: ' ' }, 'invalid-text'],
    [{ text: 'x'.repeat(4_001) }, 'invalid-text'],
    [{ text: 'hi', replyTo: 'urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e' }, 'invalid-body'],
    [{ text: 'hi', sentAt: '1969-12-31T23:59:59Z' }, 'invalid-body'],
  ])('refuses %o', (body, code) => {
    expect(messageContent(body)).toMatchObject({ ok: false, refusal: { code } })
  })
  it('reads times of any zone', () => {
    expect(messageContent({ text: 'hi', sentAt: '2020-01-01T09:00:00+09:00' })).toMatchObject({
      value: { sentAt: Date.UTC(2020, 0, 1) },
    })
  })
})

describe('If-Match', () => {
  it.each([
    ['1', 1],
    ['"12"', 12],
    ['*', undefined],
  ])('%s', (input, value) => expect(ifMatch.parse(input)).toEqual({ ok: true, value }))
  it.each(['', '0', '"1', '1"', 'W/"1"', '1, 2', '1e3', '-1', '9999999999'])('refuses %j', (input) =>
    expect(ifMatch.parse(input).ok).toBe(false),
  )
})
