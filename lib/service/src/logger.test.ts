import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLogger } from './logger.js'

function logged(level: 'info' | 'debug', ...objects: object[]): string {
  let output = ''
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk.toString()
      done()
    },
  })
  const logger = createLogger({ name: 'test', level, destination })
  for (const object of objects) logger.info(object, 'something')
  logger.debug('detail')
  return output
}

test('tokens, secrets and texts are replaced, at the top and one level below', () => {
  const output = logged(
    'info',
    { token: 'hidden1', text: 'hidden2', authorization: 'Bearer hidden3', group: 'global' },
    {
      message: { text: 'hidden4', messageId: 'm1' },
      headers: { authorization: 'hidden5', cookie: 'hidden6' },
    },
    { req: { headers: { authorization: 'hidden7' } } },
  )
  expect(output).not.toContain('hidden')
  expect(output).toContain('[redacted]')
  expect(output).toMatch(/"group":"global"[^]*"messageId":"m1"/)
})

test('only what the level lets through', () => {
  expect(logged('info')).toBe('')
  expect(logged('debug')).toContain('detail')
})
