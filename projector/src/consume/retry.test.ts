import { expect, it } from 'vitest'
import { retryForEver } from './retry.js'

it('tries until it works, with pauses that double up to a bound', async () => {
  const pauses: number[] = []
  let left = 5
  const answer = await retryForEver(
    async () => {
      if (left-- > 0) throw new Error('away')
      return 'done'
    },
    {
      goOn: () => true,
      onFailure: (_error, pauseMs) => pauses.push(pauseMs),
      firstPauseMs: 1,
      maxPauseMs: 4,
    },
  )
  expect(answer).toBe('done')
  expect(pauses).toEqual([1, 2, 4, 4, 4])
})

it('stops when it is told to', async () => {
  let asked = 0
  const answer = await retryForEver(() => Promise.reject(new Error('away')), {
    goOn: () => ++asked < 4,
    onFailure: () => undefined,
    firstPauseMs: 1,
  })
  expect(answer).toBeUndefined()
  expect(asked).toBe(4)
})
