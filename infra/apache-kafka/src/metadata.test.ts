import { describe, expect, it } from 'vitest'
import { brokerCountOf, metadataRequest } from './metadata.js'

describe('metadataRequest', () => {
  it('says its own length, and asks Metadata version 1 for no topic', () => {
    const request = metadataRequest()
    expect(request.readInt32BE(0)).toBe(request.length - 4)
    expect([request.readInt16BE(4), request.readInt16BE(6)]).toEqual([3, 1])
    expect(request.readInt32BE(request.length - 4)).toBe(0)
  })
})

describe('brokerCountOf', () => {
  const response = Buffer.from('0000000c000000010000000300000000', 'hex')

  it('is read from a whole answer', () => {
    expect(brokerCountOf(response)).toBe(3)
  })

  it('is unknown at every cut before the end', () => {
    for (let length = 0; length < response.length; length++) {
      expect(brokerCountOf(response.subarray(0, length))).toBeUndefined()
    }
  })
})
