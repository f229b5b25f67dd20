import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Exit } from './child.js'
import { type Running, Supervised } from './supervised.js'

/** A part whose processes exist in this test only, so that their deaths can be arranged. */
function fakePart() {
  const runs: { exit: (how: Exit) => void; running: Running }[] = []
  const faults: Error[] = []
  const start = () => {
    const fault = faults.shift()
    if (fault) return Promise.reject(fault)
    const { promise: exited, resolve: exit } = deferred<Exit>()
    const running = {
      pid: runs.length + 1,
      exited,
      stop: () => (exit({ code: 0, signal: null }), exited.then(() => {})),
    }
    runs.push({ exit, running })
    return Promise.resolve(running)
  }
  const part = { name: 'part', address: '-', stage: 0, start, isReady: () => Promise.resolve(true) }
  return { part, runs, faults }
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((done) => (resolve = done))
  return { promise, resolve }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what dies is said and started again, with waits that double', async () => {
  const { part, runs } = fakePart()
  const said: string[] = []
  const one = new Supervised(part, (line) => said.push(line))
  await one.start()
  for (const seconds of [1, 2, 4]) {
    runs.at(-1)!.exit({ code: 1, signal: null })
    await vi.advanceTimersByTimeAsync(0)
    expect(said.at(-1)).toBe(`part ended with code 1; starting it again in ${seconds} s.`)
    expect(one.status).toBe('waiting')
    await vi.advanceTimersByTimeAsync(seconds * 1_000)
    expect(one.status).toBe('running')
  }
  expect(runs).toHaveLength(4)
})

test('a failed new start is tried again', async () => {
  const { part, runs, faults } = fakePart()
  const said: string[] = []
  const one = new Supervised(part, (line) => said.push(line))
  await one.start()
  faults.push(new Error('port taken'))
  runs[0]!.exit({ code: null, signal: 'SIGKILL' })
  await vi.advanceTimersByTimeAsync(3_000)
  expect(said).toEqual([
    'part ended with SIGKILL; starting it again in 1 s.',
    "part didn't start (port taken); starting it again in 2 s.",
    'part runs again.',
  ])
})

test('a stop is no death, also while it waits to start again', async () => {
  const { part, runs } = fakePart()
  const said: string[] = []
  const one = new Supervised(part, (line) => said.push(line))
  await one.start()
  await one.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect([said, runs.length, one.status]).toEqual([[], 1, 'stopped'])
  await one.start()
  runs[1]!.exit({ code: 1, signal: null })
  await vi.advanceTimersByTimeAsync(0)
  await one.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect([runs.length, one.status]).toEqual([2, 'stopped'])
})

test('a restart takes a new process without calling the end of the old one a death', async () => {
  const { part, runs } = fakePart()
  const said: string[] = []
  const one = new Supervised(part, (line) => said.push(line))
  await one.start()
  await one.restart()
  await vi.advanceTimersByTimeAsync(60_000)
  expect([said, runs.length, one.pid]).toEqual([[], 2, 2])
})

test('a first start that fails is not tried again', async () => {
  const { part, runs, faults } = fakePart()
  faults.push(new Error('no'))
  const one = new Supervised(part, () => undefined)
  await expect(one.start()).rejects.toThrow('no')
  await vi.advanceTimersByTimeAsync(60_000)
  expect([runs.length, one.status]).toEqual([0, 'stopped'])
})
