import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { commandDigest, eventIdOf, idsOfSecretKey } from './command-digest.js'
import type { MessageSent, UserCreated } from './events.js'
import { parseGroupId, parseTag } from './group.js'
import { parseCommandId, parseUserId, uuidV7, uuidV7TimeMs, type CommandId, type UserId } from './ids.js'
import { sampleEvents } from './testing/sample-events.js'

describe('ids', () => {
  it('makes UUIDv7 that carry their time and sort by it', () => {
    const times = [0, 1, 1_700_000_000_000, 2 ** 48 - 1]
    const ids = times.map((time) => uuidV7(time, randomBytes(10)))
    expect(ids.map(uuidV7TimeMs)).toEqual(times)
    expect(ids.toSorted()).toEqual(ids)
    for (const id of ids) expect(parseCommandId(id).ok).toBe(true)
    expect(uuidV7TimeMs('c232ab00-9414-41ec-b3c8-9f6bdeced846')).toBeUndefined()
  })

  it.each([
    '',
    'x',
    '00000000-0000-0000-0000-000000000000',
    'c232ab00941441ecb3c89f6bdeced846',
    '{c232ab00-9414-41ec-b3c8-9f6bdeced846}',
    7,
    null,
  ])('%j is no UUID', (input) => {
    expect(parseUserId(input).ok).toBe(false)
  })

  it('writes upper case in lower case', () => {
    expect(parseUserId('C232AB00-9414-41EC-B3C8-9F6BDECED846')).toEqual({
      ok: true,
      value: 'c232ab00-9414-41ec-b3c8-9f6bdeced846',
    })
  })

  it('tells groups from what is none', () => {
    for (const group of [
      'a',
      'global',
      'p.x',
      'anonymous-anime-universe',
      '0',
      'constructor',
      'a'.repeat(64),
    ])
      expect(parseGroupId(group).ok).toBe(true)
    for (const group of ['', 'A', '__proto__', '.a', '-a', 'a b', 'ä', 'a/b', 'a'.repeat(65), 'a\n', null, 3])
      expect(parseGroupId(group).ok).toBe(false)
    expect(parseTag('a'.repeat(32)).ok).toBe(true)
    expect(parseTag('a'.repeat(33)).ok).toBe(false)
  })
})

describe('commandDigest', () => {
  const sent = sampleEvents.MessageSent
  const digest = (change: Partial<MessageSent>) => commandDigest({ ...sent, ...change }).toString('hex')

  it('is the same for copies and differs for anything else that was asked', () => {
    expect(digest({ occurredAt: 5, actorUsername: 'other' })).toBe(digest({}))
    const others = [{ text: 'x' }, { kind: 'text' }, { tags: ['b'] }, { replyTo: null }, { sentAt: 99 }].map(
      digest,
    )
    expect(new Set([digest({}), ...others]).size).toBe(6)
  })

  it('leaves out fields at their default, so that a later field changes no digest of before', () => {
    const { tags: _tags, sentAt: _sentAt, replyTo: _replyTo, kind: _kind, ...before } = sent
    expect(commandDigest(before as unknown as MessageSent)).toEqual(
      commandDigest({ ...sent, tags: [], sentAt: null, replyTo: null, kind: 'text' }),
    )
  })

  it('does not depend on a generated name', () => {
    const made: UserCreated = { ...sampleEvents.UserCreated, anonymous: true }
    expect(commandDigest({ ...made, username: 'Other1' })).toEqual(commandDigest(made))
    expect(commandDigest({ ...made, anonymous: false })).not.toEqual(commandDigest(made))
  })

  it('makes event ids that differ by group, actor and command, and ids of a secret that do not show it', () => {
    const [a, b] = [randomUser(), randomUser()]
    const key = uuidV7(1, randomBytes(10)) as CommandId
    expect(eventIdOf('global', a, key)).toBe(eventIdOf('global', a, key))
    expect(
      new Set([eventIdOf('global', a, key), eventIdOf('global', b, key), eventIdOf('other', a, key)]).size,
    ).toBe(3)
    const derived = idsOfSecretKey(key)
    expect(derived).toEqual(idsOfSecretKey(key))
    expect(new Set([derived.commandId as string, derived.userId as string, key]).size).toBe(3)
    expect(parseUserId(derived.userId).ok && parseCommandId(derived.commandId).ok).toBe(true)
  })
})

function randomUser(): UserId {
  return uuidV7(2, randomBytes(10)) as UserId
}
