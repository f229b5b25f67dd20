import { expect, test } from 'vitest'
import { parseAnnotations, resolveReplies } from './replies.js'

test('links are read; a line that answers itself is none; what is not understood is told', () => {
  expect(parseAnnotations('1000 1000 -\n998 1001 -\n 7 8 - \r\nx\n1 2\n-1 3 -\n\n')).toEqual({
    links: [
      { parent: 998, line: 1001 },
      { parent: 7, line: 8 },
    ],
    unreadable: [3, 4, 5],
  })
})

test('of several parents the latest that is a message counts', () => {
  const links = [
    { parent: 3, line: 9 },
    { parent: 5, line: 9 },
    { parent: 4, line: 9 },
    { parent: 7, line: 9 },
    { parent: 2, line: 8 },
    { parent: 9, line: 8 },
    { parent: 1, line: 7 },
  ]
  const resolved = resolveReplies(links, (line) => (line === 7 ? 'is a system line' : undefined))
  expect(resolved.parentOf).toEqual(
    new Map([
      [9, 5],
      [8, 2],
    ]),
  )
  expect(resolved.earlierParents).toBe(2)
  expect(resolved.refused).toEqual([
    { link: { parent: 7, line: 9 }, reason: 'line 8, which is answered, is a system line' },
    { link: { parent: 9, line: 8 }, reason: 'line 10, which is answered, comes later' },
    { link: { parent: 1, line: 7 }, reason: 'line 8, which answers, is a system line' },
  ])
})
