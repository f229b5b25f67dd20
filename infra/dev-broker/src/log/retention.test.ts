import { describe, expect, it } from 'vitest'
import { settingsOf } from '../topics/settings.js'
import { expiredSegments } from './retention.js'

const segments = [10, 20, 30, 40].map((maxTimestamp) => ({ sizeBytes: 100, maxTimestamp }))
const expired = (configs: Record<string, string>, nowMs = 50): number =>
  expiredSegments(segments, settingsOf(new Map(Object.entries(configs))), nowMs)

describe('retention', () => {
  it('keeps everything for ever with -1', () => expect(expired({ 'retention.ms': '-1' }, 1e15)).toBe(0))
  it('takes what is older than retention.ms, the active segment too', () => {
    expect(expired({ 'retention.ms': '25' })).toBe(2)
    expect(expired({ 'retention.ms': '5' })).toBe(4)
  })
  it('takes whole segments as long as retention.bytes are left, never the active one', () => {
    const forEver = { 'retention.ms': '-1' }
    expect(expired({ ...forEver, 'retention.bytes': '400' })).toBe(0)
    expect(expired({ ...forEver, 'retention.bytes': '250' })).toBe(1)
    expect(expired({ ...forEver, 'retention.bytes': '200' })).toBe(2)
    expect(expired({ ...forEver, 'retention.bytes': '0' })).toBe(3)
  })
  it('takes nothing from a topic that isn’t cleaned by deletion', () =>
    expect(expired({ 'cleanup.policy': 'compact', 'retention.ms': '1' })).toBe(0))
})
