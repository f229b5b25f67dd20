import { FetchError } from '@hanashi/log/fetch-error'
import { describe, expect, it } from 'vitest'
import { createLogEnds, shared } from './log-ends.js'

const tick = () => new Promise((resolve) => setImmediate(resolve))

describe('shared', () => {
  it('answers a call only by work that began after it', async () => {
    const began: ((n: number) => void)[] = []
    const ask = shared(() => new Promise<number>((resolve) => began.push(resolve)))
    const [first, same] = [ask(), ask()]
    await tick()
    const [second, third] = [ask(), ask()]
    await tick()
    expect(began).toHaveLength(1)
    began[0]?.(1)
    expect(await Promise.all([first, same])).toEqual([1, 1])
    await tick()
    expect(began).toHaveLength(2)
    began[1]?.(2)
    expect(await Promise.all([second, third])).toEqual([2, 2])
  })

  it('goes on after a failure', async () => {
    const results = [Promise.reject(new Error('once')), Promise.resolve(2)]
    const ask = shared(() => results.shift() ?? Promise.resolve(3))
    await expect(ask()).rejects.toThrow('once')
    expect(await ask()).toBe(2)
  })
})

describe('createLogEnds', () => {
  const topics = { groups: 'g', users: 'u' }
  const client = (endOffsets: (topic: string) => Promise<readonly number[]>) => ({
    connect: () => Promise.resolve(),
    endOffsets,
  })

  it('tells the end of a partition', async () => {
    const ends = createLogEnds(
      client((topic) => Promise.resolve(topic === 'g' ? [1, 7] : [3])),
      topics,
      1_000,
    )
    expect(await Promise.all([ends('groups', 1), ends('users', 0)])).toEqual([7, 3])
  })

  it('gives up when Kafka is away or silent', async () => {
    const away = createLogEnds(
      client(() => Promise.reject(new FetchError('unavailable', 'away'))),
      topics,
      1_000,
    )
    expect(await away('groups', 0)).toBeUndefined()
    const silent = createLogEnds(
      client(() => new Promise(() => undefined)),
      topics,
      5,
    )
    expect(await silent('groups', 0)).toBeUndefined()
  })
})
