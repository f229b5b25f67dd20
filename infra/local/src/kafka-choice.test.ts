import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decideKafka, defaultKafka, rememberKafka } from './kafka-choice.js'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hanashi-choice-'))
  file = join(folder, 'kafka-choice')
})
afterEach(() => rm(folder, { recursive: true }))

test('the first choice is remembered, another one refused', async () => {
  const external = { kind: 'external', brokers: 'k:9092' } as const
  expect(await decideKafka(external, file)).toEqual(external)
  await rememberKafka(external, file)
  expect(await decideKafka(undefined, file)).toEqual(external)
  await expect(decideKafka({ kind: 'apache' }, file)).rejects.toThrow('--kafka k:9092')
  expect(await decideKafka(external, file)).toEqual(external)
})

test('without any choice it is the default', async () => {
  expect(await decideKafka(undefined, file)).toEqual(defaultKafka)
  await rememberKafka(defaultKafka, file)
  expect(await decideKafka(defaultKafka, file)).toEqual(defaultKafka)
})
