import { expect, test } from 'vitest'
import { parseArguments } from './arguments.js'
import { ImportError } from './import-error.js'

test('files in the order of their days, each with its annotations', () => {
  expect(
    parseArguments([
      'b/2005-01-02.txt',
      'a/2004-12-25.txt',
      '--group',
      'ubuntu',
      '--replies',
      'c/2005-01-02.replies.txt',
    ]),
  ).toEqual({
    group: 'ubuntu',
    sources: [
      { path: 'a/2004-12-25.txt', file: '2004-12-25.txt', day: '2004-12-25', repliesPath: undefined },
      {
        path: 'b/2005-01-02.txt',
        file: '2005-01-02.txt',
        day: '2005-01-02',
        repliesPath: 'c/2005-01-02.replies.txt',
      },
    ],
  })
  expect(parseArguments(['--help'])).toBe('help')
})

test.each([
  [['2005-01-02.txt'], '--group is missing'],
  [['2005-01-02.txt', '--group', 'Ubuntu'], 'a group id is 1 to 64'],
  [['--group', 'ubuntu'], 'there is no FILE'],
  [['ubuntu.txt', '--group', 'ubuntu'], 'does not begin with the day'],
  [['2005-02-30.txt', '--group', 'ubuntu'], 'does not begin with the day'],
  [['2005-01-02.replies.txt', '--group', 'ubuntu'], 'is given with --replies'],
  [['a/2005-01-02.txt', 'b/2005-01-02.txt', '--group', 'ubuntu'], 'is given twice'],
  [
    ['2005-01-02.txt', '--group', 'ubuntu', '--replies', '2005-01-03.replies.txt'],
    'is of the day of no FILE',
  ],
  [['2005-01-02.txt', '--group', 'ubuntu', '--loud'], "Unknown option '--loud'"],
])('%j: %s', (args, message) => {
  expect(() => parseArguments(args)).toThrow(ImportError)
  expect(() => parseArguments(args)).toThrow(message)
})
