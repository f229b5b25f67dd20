import { expect, test } from 'vitest'
import { makePlan } from './plan.js'

const options = {
  durationMs: 600_000,
  processes: ['command-api-1', 'kafka', 'postgres', 'registry'],
  links: ['command-api-1>kafka'],
}

test('a seed gives the same plan again, and another one another', () => {
  expect(makePlan({ seed: 5, ...options })).toEqual(makePlan({ seed: 5, ...options }))
  expect(makePlan({ seed: 5, ...options })).not.toEqual(makePlan({ seed: 6, ...options }))
})

test('every fault has its turn, and all are over before the end', () => {
  const plan = makePlan({ seed: 5, ...options })
  const kinds = new Set(plan.map(({ kind, target }) => `${kind} ${target}`))
  expect(kinds.size).toBe(3 * 3 + 2 + 2 + 3)
  for (const { atMs, forMs } of plan) expect(atMs + forMs).toBeLessThan(options.durationMs)
})
