import { describe, expect, it } from 'vitest'
import { canonicalText } from './canonical.js'

const base = { type: 'record', name: 'R', namespace: 'n', fields: [{ name: 'a', type: 'string' }] }

describe('canonicalText', () => {
  it.each<[string, unknown]>([
    [
      'attributes in another order',
      { fields: [{ type: 'string', name: 'a' }], name: 'R', namespace: 'n', type: 'record' },
    ],
    ['the namespace in the name', { type: 'record', name: 'n.R', fields: base.fields }],
    ['a primitive as an object', { ...base, fields: [{ name: 'a', type: { type: 'string' } }] }],
    [
      'the order that is the default',
      { ...base, fields: [{ name: 'a', type: 'string', order: 'ascending' }] },
    ],
    ['no aliases', { ...base, aliases: [] }],
  ])('is the same with %s', (_, schema) => {
    expect(canonicalText(schema)).toBe(canonicalText(base))
  })

  it.each<[string, unknown]>([
    ['documentation', { ...base, doc: 'd' }],
    ['another namespace', { ...base, namespace: 'm' }],
    ['an alias', { ...base, aliases: ['Q'] }],
    ['a default', { ...base, fields: [{ name: 'a', type: 'string', default: '' }] }],
    ['a logical type', { ...base, fields: [{ name: 'a', type: { type: 'string', logicalType: 'uuid' } }] }],
    ['another order', { ...base, fields: [{ name: 'a', type: 'string', order: 'ignore' }] }],
    ['an attribute of its own', { ...base, owner: 'team' }],
  ])('is another one with %s', (_, schema) => {
    expect(canonicalText(schema)).not.toBe(canonicalText(base))
  })

  it('gives names inside a namespace their full form', () => {
    const nested = { type: 'enum', name: 'E', symbols: ['A'] }
    const fields = [
      { name: 'a', type: nested },
      { name: 'b', type: 'E' },
      { name: 'c', type: ['null', 'n.R'] },
    ]
    expect(JSON.parse(canonicalText({ ...base, fields }))).toEqual({
      type: 'record',
      name: 'n.R',
      fields: [
        { name: 'a', type: { type: 'enum', name: 'n.E', symbols: ['A'] } },
        { name: 'b', type: 'n.E' },
        { name: 'c', type: ['null', 'n.R'] },
      ],
    })
  })

  it('means the same when it is read again', () => {
    const once = canonicalText({ ...base, aliases: ['Q', 'm.P'] })
    expect(canonicalText(JSON.parse(once))).toBe(once)
  })
})
