import { isReserved, parseUsername } from '@hanashi/schemas/username'
import { describe, expect, it } from 'vitest'
import { anonymousName } from './anonymous-name.js'
import { beings } from './beings.js'
import { moods } from './moods.js'

describe('anonymous names', () => {
  it('have at least 200 by 200 different words, none twice', () => {
    expect(moods.length).toBeGreaterThanOrEqual(200)
    expect(beings.length).toBeGreaterThanOrEqual(200)
    expect(new Set(moods).size).toBe(moods.length)
    expect(new Set(beings).size).toBe(beings.length)
    for (const word of [...moods, ...beings]) expect(word).toMatch(/^[A-Z][a-z]+$/)
  })

  it('are usernames that nobody could take for an official one, whatever the words', () => {
    for (const mood of moods) {
      for (const being of beings) {
        const parsed = parseUsername(`${mood}${being}9999`)
        expect(parsed.ok && !isReserved(parsed.value)).toBe(true)
      }
    }
  })

  it('of three words are never too long', () => {
    for (let i = 0; i < 20_000; i++) {
      const name = anonymousName(9, (below) => (i * 7_919 + below * 31) % below)
      expect(name.length).toBeLessThanOrEqual(32)
      expect(isReserved(name)).toBe(false)
    }
  })

  it('have two words, and three once two were taken often', () => {
    const last = (below: number) => below - 1
    expect(anonymousName(0, last)).toBe(`${moods.at(-1)}${beings.at(-1)}99`)
    expect(anonymousName(9, () => 0)).toBe(`${moods[0]}${moods[0]}${beings[0]}0`)
  })
})
