import type { KnownCommand } from '@hanashi/read-model/commands'
import { ReadModelUnavailable } from '@hanashi/read-model/unavailable'
import { uuidV7 } from '@hanashi/schemas/ids'
import { describe, expect, it } from 'vitest'
import { done, refuse } from '../result.js'
import type { CatchUp } from './catch-up.js'
import { freshEnoughMs, freshMs, isYounger } from './command-key.js'
import { createFindFirstAttempt } from './first-attempt.js'

const now = 1_700_000_000_000
const idOf = (ageMs: number) => uuidV7(now - ageMs, new Uint8Array(10))
const digest = Buffer.from('digest')
const known: KnownCommand = {
  actorId: 'ann',
  digest,
  type: 'MessageSent',
  position: 'g1abcd:0:5',
  occurredAt: 1,
  stood: true,
}
const commandOf = (commandId: string) =>
  ({ kind: 'groups', scope: 'tea', commandId, actorId: 'ann', digest }) as const

/** Answers of the read model one after the other, and whether the projection was waited for. */
function finder(
  answers: (KnownCommand | undefined | Error)[],
  caughtUp: Awaited<ReturnType<CatchUp>> = done('caught-up'),
) {
  const asked: string[] = []
  const find = createFindFirstAttempt({
    clock: () => now,
    partitionOf: () => 3,
    findCommand: () => {
      asked.push('look')
      const answer = answers.shift()
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
    },
    catchUp: (target) => {
      asked.push(`wait ${target.partition} ${target.group}`)
      return Promise.resolve(caughtUp)
    },
  })
  return { find, asked }
}

describe('the first attempt of a command', () => {
  it('is not looked for while the key is fresh', async () => {
    const { find, asked } = finder([])
    expect(await find(commandOf(idOf(freshMs - 1)))).toEqual(done(undefined))
    expect(asked).toEqual([])
  })

  it.each([
    ['a UUIDv7 of 5 s ago', idOf(freshMs)],
    ['a UUIDv7 of the future', idOf(-60_000)],
    ['a UUIDv4', '0f8fad5b-d9cb-469f-a165-70867728950e'],
  ])('is looked for with %s, and again after the log’s end', async (_, commandId) => {
    const { find, asked } = finder([undefined, undefined])
    expect(await find(commandOf(commandId))).toEqual(done(undefined))
    expect(asked).toEqual(['look', 'wait 3 tea', 'look'])
  })

  it('is found at once, or once the projection has caught up', async () => {
    expect(await finder([known]).find(commandOf(idOf(freshMs)))).toEqual(done(known))
    expect(await finder([undefined, known]).find(commandOf(idOf(freshMs)))).toEqual(done(known))
  })

  it.each([
    ['another actor', { ...known, actorId: 'bob' }],
    ['another body', { ...known, digest: Buffer.from('other') }],
  ])('by %s refuses the key', async (_, first) => {
    for (const answers of [[first], [undefined, first]]) {
      expect(await finder(answers).find(commandOf(idOf(freshMs)))).toMatchObject({
        refusal: { code: 'key-reused' },
      })
    }
  })

  it('can’t be known while the projection is behind', async () => {
    const behind = refuse('projection-behind', 'wait')
    expect(await finder([undefined], behind).find(commandOf(idOf(freshMs)))).toEqual(behind)
  })

  it.each([
    [freshEnoughMs - 1, { ok: true }],
    [freshEnoughMs, { ok: false, refusal: { code: 'read-model-unavailable' } }],
  ])('with Postgres away and a key of %i ms', async (ageMs, expected) => {
    const { find } = finder([new ReadModelUnavailable('away')])
    expect(await find(commandOf(idOf(ageMs)))).toMatchObject(expected)
  })

  it('throws what is a bug', async () => {
    await expect(finder([new TypeError('bug')]).find(commandOf(idOf(freshMs)))).rejects.toThrow(TypeError)
  })
})

describe('isYounger', () => {
  it('takes a clock that is a little ahead for right', () => {
    expect(isYounger(idOf(-900), freshMs, now)).toBe(true)
    expect(isYounger(idOf(-1_100), freshMs, now)).toBe(false)
  })
})
