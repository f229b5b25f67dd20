import { describe, expect, it } from 'vitest'
import { decodeJournal, encodeLine } from './journal-format.js'

const records = [{ a: 1 }, { text: '話\n' }, { c: [] }]
const whole = Buffer.concat(records.map(encodeLine))
const ends = records.map((_, n) => Buffer.concat(records.slice(0, n + 1).map(encodeLine)).length)

describe('decodeJournal', () => {
  it('gives back what was encoded', () => {
    expect(decodeJournal(whole)).toEqual({ status: 'readable', records, sizeBytes: whole.length })
  })

  it('keeps the whole records at a cut anywhere', () => {
    for (let cut = 0; cut <= whole.length; cut++) {
      const kept = ends.filter((end) => end <= cut).length
      expect(decodeJournal(whole.subarray(0, cut))).toEqual({
        status: 'readable',
        records: records.slice(0, kept),
        sizeBytes: ends[kept - 1] ?? 0,
      })
    }
  })

  it('notices a flipped bit anywhere, and never gives a changed record', () => {
    for (let at = 0; at < whole.length; at++) {
      const flipped = Buffer.from(whole)
      flipped[at] = whole[at]! ^ 1
      const decoded = decodeJournal(flipped)
      const line = ends.findIndex((end) => at < end)
      if (line < records.length - 1) expect(decoded.status).toBe('damaged')
      else expect(decoded).toMatchObject({ status: 'readable', records: records.slice(0, -1) })
    }
  })
})
