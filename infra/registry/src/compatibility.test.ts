import { describe, expect, it } from 'vitest'
import { type EarlierSchema, incompatibilities } from './compatibility.js'
import { type Level, levels } from './levels.js'
import { parseSchema } from './schema.js'
import { chains, evolutions } from './testing/evolutions.js'

const versions = (...schemas: readonly object[]): EarlierSchema[] =>
  schemas.map((schema, index) => ({ version: index + 1, type: parseSchema(JSON.stringify(schema)).type }))

describe.each(Object.keys(levels) as Level[])('incompatibilities at %s', (level) => {
  const { backward, forward, transitive } = levels[level]

  it.each(evolutions)('$name', ({ before, after, ...can }) => {
    const [earlier, later] = versions(before, after)
    const reasons = incompatibilities(later!.type, [earlier!], level)
    const expected = (backward && !can.backward ? 1 : 0) + (forward && !can.forward ? 1 : 0)
    expect(reasons).toHaveLength(expected)
  })

  it.each(chains)('$name: the third against the first', ({ versions: schemas }) => {
    const [first, second, third] = versions(...schemas)
    const onlyLast = incompatibilities(third!.type, [second!], level)
    const all = incompatibilities(third!.type, [first!, second!], level)
    if (transitive) expect(all.length).toBeGreaterThan(0)
    else expect(all).toEqual(onlyLast.map((reason) => reason))
  })

  it('allows anything where there is nothing yet', () => {
    expect(incompatibilities(versions({ type: 'fixed', name: 'F', size: 1 })[0]!.type, [], level)).toEqual([])
  })
})

it('names both versions and the field', () => {
  const [before, after] = versions(
    { type: 'record', name: 'R', fields: [] },
    { type: 'record', name: 'R', fields: [{ name: 'more', type: 'int' }] },
  )
  expect(incompatibilities(after!.type, [before!], 'FULL')).toEqual([
    "the new schema can't read version 1: no matching field for default-less R.more",
  ])
})
