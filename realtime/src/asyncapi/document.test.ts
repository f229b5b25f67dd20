import { describe, expect, it } from 'vitest'
import { asyncApi } from './document.js'

/** Every `$ref` in a document, with what it points to. */
function references(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return []
  if ('$ref' in node) return [String(node.$ref)]
  return Object.values(node).flatMap(references)
}

describe('the AsyncAPI document', () => {
  it('points to what is there', () => {
    const document: unknown = JSON.parse(JSON.stringify(asyncApi))
    const all = references(document)
    expect(all.length).toBeGreaterThan(30)
    for (const reference of all) {
      const target = reference
        .slice(2)
        .split('/')
        .reduce<unknown>(
          (at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
          document,
        )
      expect(target, reference).toBeDefined()
    }
  })

  it('has an operation for each message of both sides', () => {
    expect(Object.keys(asyncApi.operations)).toEqual([
      'subscribe',
      'unsubscribe',
      'replay',
      'send',
      'edit',
      'delete',
      'server.events',
      'server.positions',
      'server.resync',
      'server.replay',
      'server.system',
    ])
  })
})
