import { describe, expect, it } from 'vitest'
import { formatCache, parseCache } from './classpath.js'
import { firstError } from './maven.js'

describe('the kept class path', () => {
  const jars = ['/m2/a.jar', '/m2/b c.jar']

  it('is read back as it was written', () => {
    expect(parseCache(formatCache(jars, 'hash'), 'hash')).toEqual(jars)
  })

  it.each([
    ['of another pom.xml', formatCache(jars, 'other')],
    ['empty', ''],
    ['without jars', 'hash\n'],
    ['not there', undefined],
  ])('is not used when %s', (_, text) => {
    expect(parseCache(text, 'hash')).toBeUndefined()
  })
})

describe('firstError', () => {
  it("is Maven's first error, in one line", () => {
    expect(firstError('[WARNING] x\n[ERROR] Could not resolve y\n[ERROR] -> [Help 1]\n')).toBe(
      'Could not resolve y',
    )
  })

  it('is something even when Maven said nothing', () => {
    expect(firstError(' \n')).toBe('it printed nothing')
  })
})
