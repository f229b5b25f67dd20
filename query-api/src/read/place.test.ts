import { expect, it } from 'vitest'
import { parseGroupId } from '@hanashi/schemas/group'
import { partitionOf } from '@hanashi/schemas/partition'
import { parseGeneration, parsePosition } from '@hanashi/schemas/position'
import { compareToPlace, placeOfGroup, placeOfGroups, placeOfUsers } from './place.js'

function must<T>(parsed: { ok: true; value: T } | { ok: false; reason: string }): T {
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

const known = {
  generation: (kind: 'groups' | 'users') => must(parseGeneration(kind === 'groups' ? 'g1test' : 'u1test')),
  partitionCount: (kind: 'groups' | 'users') => (kind === 'groups' ? 12 : 1),
}
const unknown = { generation: () => undefined, partitionCount: () => undefined }
const global = must(parseGroupId('global'))
const home = partitionOf('global', 12)

it.each([
  [`g1test:${home}:5`, 'same'],
  [`g1test:${(home + 1) % 12}:5`, 'other-partition'],
  [`g2abcd:${home}:5`, 'other-generation'],
  ['u1test:0:5', 'other-partition'],
] as const)('%s is of %s', (position, expected) => {
  expect(compareToPlace(must(parsePosition(position)), placeOfGroup(known, global))).toBe(expected)
})

it('a position of the users is of their one partition', () => {
  expect(compareToPlace(must(parsePosition('u1test:0:5')), placeOfUsers(known))).toBe('same')
  expect(compareToPlace(must(parsePosition('u1test:1:5')), placeOfUsers(known))).toBe('other-partition')
})

it('a list of groups may wait for any partition that there is', () => {
  const there = must(parsePosition('g1test:11:5'))
  const beyond = must(parsePosition('g1test:12:5'))
  expect(compareToPlace(there, placeOfGroups(known, there))).toBe('same')
  expect(compareToPlace(beyond, placeOfGroups(known, beyond))).toBe('other-partition')
})

it('is not known before a projector has opened the log; a group that is not open is nobody’s', () => {
  expect(() => placeOfGroup(unknown, global)).toThrow(
    expect.objectContaining({ code: 'read-model-unavailable' }),
  )
  expect(() => placeOfGroup(known, must(parseGroupId('p.abc')))).toThrow(
    expect.objectContaining({ code: 'group-not-found' }),
  )
})
