import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatPosition, parseGeneration, parsePosition, type Generation } from './position.js'

describe('parsePosition', () => {
  it('reads back what formatPosition wrote', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[gu][1-9][0-9]{0,5}[a-z][a-z0-9]{3}$/),
        fc.nat(999_999),
        fc.maxSafeNat(),
        (generation, partition, offset) => {
          const position = { generation: generation as Generation, partition, offset }
          expect(parsePosition(formatPosition(position))).toEqual({ ok: true, value: position })
        },
      ),
    )
  })

  it('accepts the beginning', () => {
    expect(parsePosition('g1k7f3:3:-1')).toMatchObject({ ok: true, value: { offset: -1, partition: 3 } })
  })

  it.each([
    '',
    'g1k7f3',
    'g1k7f3:3',
    'g1k7f3:3:',
    'g1k7f3::1',
    'g1k7f3:3:1:1',
    'g1k7f3:3:-2',
    'g1k7f3:3:01',
    'g1k7f3:03:1',
    'x1k7f3:3:1',
    'g0k7f3:3:1',
    'g1K7F3:3:1',
    'g1k7f3:3:1.5',
    'g1k7f3:3:1e3',
    'g1k7f3:3:9999999999999999',
    ' g1k7f3:3:1',
    'g1k7f3:3:1\n',
    'g1k7f3:３:1',
    null,
    undefined,
    7,
    {},
    ['g1k7f3:3:1'],
  ])('refuses %j', (input) => {
    expect(parsePosition(input).ok).toBe(false)
  })

  it('never throws and never accepts what it would write otherwise', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[gu]?[0-9a-z]{0,9}:?-?[0-9]{0,4}:-?[0-9]{0,20}$/)),
        (input) => {
          const parsed = parsePosition(input)
          if (parsed.ok) expect(formatPosition(parsed.value)).toBe(input)
        },
      ),
    )
  })

  it('knows a generation', () => {
    expect(parseGeneration('u12m2q8').ok).toBe(true)
    expect(parseGeneration('g17abc').ok).toBe(false)
  })
})
