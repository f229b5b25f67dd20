import { expect, it } from 'vitest'
import type { Entry, UnknownSchemaEntry } from '../decode/entry.js'
import { cutChunks } from './chunks.js'

const poison = (offset: number): Entry => ({ status: 'poison', offset, group: null, reason: 'x' })
const unknown = (offset: number): UnknownSchemaEntry => ({
  status: 'unknown-schema',
  offset,
  group: null,
  schemaId: 1,
})
const shape = (chunks: readonly { to: number; entries: readonly Entry[] }[]) =>
  chunks.map(({ to, entries }) => [entries.map(({ offset }) => offset), to])

it('cuts at the bound; a chunk ends where the next begins, though offsets are not dense', () => {
  const { chunks, stoppedBy } = cutChunks([3, 4, 9, 10, 30].map(poison), 35, 2)
  expect(shape(chunks)).toEqual([
    [[3, 4], 9],
    [[9, 10], 30],
    [[30], 35],
  ])
  expect(stoppedBy).toBeUndefined()
})

it('stops before the first unknown schema', () => {
  const { chunks, stoppedBy } = cutChunks([poison(3), poison(4), unknown(7), poison(8)], 9)
  expect(shape(chunks)).toEqual([[[3, 4], 7]])
  expect(stoppedBy).toEqual(unknown(7))
  expect(cutChunks([unknown(7), poison(8)], 9)).toEqual({ chunks: [], stoppedBy: unknown(7) })
})
