import { expect, test } from 'vitest'
import { traceFrom } from './trace.js'

const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('a trace context is kept as it came', () => {
  expect(traceFrom({ traceparent: parent })).toEqual({ traceparent: parent })
  expect(traceFrom({ traceparent: parent, tracestate: 'a=b' })).toEqual({
    traceparent: parent,
    tracestate: 'a=b',
  })
  expect(traceFrom({ traceparent: parent, tracestate: 'x'.repeat(513) })).toEqual({ traceparent: parent })
})

test.each([
  undefined,
  '',
  'rubbish',
  parent.toUpperCase(),
  parent.replace('00-', 'ff-'),
  `${parent}\n`,
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
])('%j is replaced by a new one, each its own', (traceparent) => {
  const headers = traceparent === undefined ? {} : { traceparent }
  const made = traceFrom({ ...headers, tracestate: 'a=b' })
  expect(made.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  expect(made).not.toHaveProperty('tracestate')
  expect(traceFrom(headers)).not.toEqual(made)
})
