import { describe, expect, it } from 'vitest'
import { parseJavaVersion } from './java.js'

describe('parseJavaVersion', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15\nOpenJDK Runtime Environment', { version: '17.0.15', major: 17 }],
    ['java version "1.8.0_402"', { version: '1.8.0_402', major: 8 }],
    ['openjdk version "25" 2025-09-16', { version: '25', major: 25 }],
    ['openjdk version "26-ea" 2026-03-17', { version: '26-ea', major: 26 }],
  ])('reads %j', (output, expected) => {
    expect(parseJavaVersion(output)).toEqual(expected)
  })

  it.each(['', 'The operation couldn’t be completed. Unable to locate a Java Runtime.', 'version "x"'])(
    'finds none in %j',
    (output) => {
      expect(parseJavaVersion(output)).toBeUndefined()
    },
  )
})
