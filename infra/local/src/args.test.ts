import { expect, test } from 'vitest'
import { parseStartArgs } from './args.js'
import { UserError } from './errors.js'

test('nothing given: the choice is left to the folder', () => {
  expect(parseStartArgs([])).toEqual({ kafka: undefined, portBase: undefined, help: false })
})

test.each([
  [['--kafka', 'apache'], { kind: 'apache' }],
  [['--kafka=dev'], { kind: 'dev' }],
  [['--kafka', 'kafka.example:9092'], { kind: 'external', brokers: 'kafka.example:9092' }],
  [['--kafka', 'a:1,b:65535'], { kind: 'external', brokers: 'a:1,b:65535' }],
  [['--kafka', '[::1]:9092'], { kind: 'external', brokers: '[::1]:9092' }],
])('%j', (args, kafka) => {
  expect(parseStartArgs(args).kafka).toEqual(kafka)
})

test.each([
  [['--kafka', 'redpanda']],
  [['--kafka', 'host:0']],
  [['--kafka', 'host:65536']],
  [['--kafka', 'a:1,']],
  [['--kafka']],
  [['--port-base', '80']],
  [['--port-base', '65528']],
  [['--port-base', '1e4']],
  [['--port-base', '-1']],
  [['--verbose']],
  [['now']],
])('%j is refused with a line that names it', (args) => {
  expect(() => parseStartArgs(args)).toThrow(UserError)
  expect(() => parseStartArgs(args)).toThrow(args[0]!.replace(/=.*/, ''))
})

test('a port base', () => {
  expect(parseStartArgs(['--port-base', '18000']).portBase).toBe(18_000)
})
