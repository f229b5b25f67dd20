import { expect, it } from 'vitest'
import { isTransient, ReadModelUnavailable } from './unavailable.js'

const withCode = (code: string) => Object.assign(new Error('x'), { code })

it.each([
  ['no connection', withCode('ECONNREFUSED')],
  ['a broken pipe, which looks like an SQLSTATE', withCode('EPIPE')],
  ['a session that was ended', withCode('57P01')],
  ['a statement that took too long', withCode('57014')],
  ['too many connections', withCode('53300')],
  ['a full disk', withCode('53100')],
  ['a deadlock', withCode('40P01')],
  ['pg without a code', new Error('Connection terminated unexpectedly')],
  ['pg’s own time-out', new Error('Query read timeout')],
  ['the pool’s time-out', new Error('timeout exceeded when trying to connect')],
  ['no version served', new ReadModelUnavailable('none')],
])('%s may pass', (_what, error) => {
  expect(isTransient(error)).toBe(true)
})

it.each([
  ['a value that is not allowed', withCode('22021')],
  ['a key that is there', withCode('23505')],
  ['a column that is not', withCode('42703')],
  ['a bug', new TypeError('x is undefined')],
  ['no error', 'timeout'],
])('%s does not', (_what, error) => {
  expect(isTransient(error)).toBe(false)
})
