import { expect, it } from 'vitest'
import { parseEventsArgs } from './events-args.js'

it.each([
  [['t'], { topic: 't', key: undefined, follow: false }],
  [['t', '--key', 'global'], { topic: 't', key: 'global', follow: false }],
  [['t', '--follow', '--key', '--odd'], { topic: 't', key: '--odd', follow: true }],
])('reads %j', (args, expected) => {
  expect(parseEventsArgs(args)).toEqual(expected)
})

it.each([[[]], [['']], [['--key', 'k']], [['t', '--key']], [['t', 'u']], [['t', '--from', '1']]])(
  'refuses %j',
  (args) => {
    expect(parseEventsArgs(args)).toBeUndefined()
  },
)
