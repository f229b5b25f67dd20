import { describe, expect, it } from 'vitest'
import { done, refuse, type Result } from '../result.js'
import type { KeyedCommand } from './command-key.js'
import { RecentCommands } from './recent-commands.js'

const command = (over: Partial<KeyedCommand> = {}): KeyedCommand => ({
  kind: 'groups',
  scope: 'tea',
  commandId: 'k1',
  actorId: 'ann',
  digest: Buffer.from('hello'),
  ...over,
})

function counted(outcome: () => Promise<Result<{ n: number }>>) {
  let runs = 0
  return { run: () => (runs++, outcome()), runs: () => runs }
}

describe('RecentCommands', () => {
  it('attempts that overlap, and those after, share one outcome', async () => {
    const recent = new RecentCommands()
    let answer: (outcome: Result<{ n: number }>) => void = () => undefined
    const work = counted(() => new Promise((resolve) => (answer = resolve)))
    const both = [recent.once(command(), work.run), recent.once(command(), work.run)]
    answer(done({ n: 1 }))
    expect(await Promise.all(both)).toEqual([done({ n: 1 }), done({ n: 1 })])
    expect(await recent.once(command(), work.run)).toEqual(done({ n: 1 }))
    expect(work.runs()).toBe(1)
  })

  it.each([
    ['another actor', { actorId: 'bob' }],
    ['another body', { digest: Buffer.from('else') }],
  ])('%s with the key is refused, in flight and afterwards', async (_, over) => {
    const recent = new RecentCommands()
    const first = recent.once(command(), () => Promise.resolve(done({ n: 1 })))
    const other = counted(() => Promise.resolve(done({ n: 2 })))
    expect(await recent.once(command(over), other.run)).toMatchObject({ refusal: { code: 'key-reused' } })
    await first
    expect(await recent.once(command(over), other.run)).toMatchObject({ refusal: { code: 'key-reused' } })
    expect(other.runs()).toBe(0)
  })

  it('the same key in another group, or of users, is another command', async () => {
    const recent = new RecentCommands()
    const work = counted(() => Promise.resolve(done({ n: 1 })))
    await recent.once(command(), work.run)
    await recent.once(command({ scope: 'coffee' }), work.run)
    await recent.once(command({ kind: 'users', scope: 'tea' }), work.run)
    expect(work.runs()).toBe(3)
  })

  it('what was refused or thrown can be tried again', async () => {
    const recent = new RecentCommands()
    expect(await recent.once(command(), () => Promise.resolve(refuse('overloaded', 'later')))).toMatchObject({
      ok: false,
    })
    await expect(recent.once(command(), () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
    expect(await recent.once(command(), () => Promise.resolve(done({ n: 3 })))).toEqual(done({ n: 3 }))
  })

  it('forgets the oldest answers past its bound', async () => {
    const recent = new RecentCommands(2)
    const work = counted(() => Promise.resolve(done({ n: 1 })))
    for (const commandId of ['a', 'b', 'c']) await recent.once(command({ commandId }), work.run)
    await recent.once(command({ commandId: 'c' }), work.run)
    expect(work.runs()).toBe(3)
    await recent.once(command({ commandId: 'a' }), work.run)
    expect(work.runs()).toBe(4)
  })
})
