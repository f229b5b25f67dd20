import { expect, it } from 'vitest'
import { newGeneration } from './generation.js'

it.each([
  ['groups', 'chat.groups.g1', [0, 1, 2, 35], 'g1abc9'],
  ['groups', 'staging.chat.groups.g42', [25, 26, 35, 36], 'g42z09a'],
  ['users', 'chat.users.g3', [255, 255, 255, 255], 'u3vddd'],
  ['users', 'people', [1, 1, 1, 1], 'u1bbbb'],
] as const)('a new generation of %s in %s is named by %j: %s', (kind, topic, random, name) => {
  expect(newGeneration(kind, topic, new Uint8Array(random))).toBe(name)
})
