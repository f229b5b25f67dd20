import { describe, expect, it } from 'vitest'
import { readConfig } from './config.js'

describe('config', () => {
  it('has defaults', () =>
    expect(readConfig({}, [])).toEqual({
      host: '127.0.0.1',
      port: 9092,
      dataDir: '.data/kafka',
      fsync: false,
      logLevel: 'info',
    }))
  it('reads the flag', () => expect(readConfig({}, ['--fsync']).fsync).toBe(true))
  it('names what is wrong', () => {
    expect(() => readConfig({ PORT: 'kafka' }, [])).toThrow('PORT')
    expect(() => readConfig({ LOG_LEVEL: 'loud' }, [])).toThrow('LOG_LEVEL')
    expect(() => readConfig({}, ['--sync'])).toThrow('--sync')
  })
})
