import { expect, it } from 'vitest'
import type { SchemaAnswer } from '@hanashi/log/schema-source'
import { EventDecoder } from '@hanashi/schemas/codec'
import { schemas } from '@hanashi/schemas/generated/events'
import { SchemaWaits } from './schema-wait.js'

function waits(answers: SchemaAnswer[]) {
  let nowMs = 0
  const asked: number[] = []
  const schemaWaits = new SchemaWaits({
    decoder: new EventDecoder(),
    source: async (id) => {
      asked.push(id)
      return answers.shift() ?? { status: 'unknown' }
    },
    now: () => nowMs,
  })
  return { schemaWaits, asked, pass: (ms: number) => (nowMs += ms) }
}

it('waits 60 s for a schema from its first record on, then gives it up', async () => {
  const { schemaWaits, pass } = waits([{ status: 'unavailable', reason: 'connection refused' }])
  expect(await schemaWaits.ask(7)).toEqual({ status: 'waiting' })
  pass(59_999)
  expect(await schemaWaits.ask(7)).toEqual({ status: 'waiting' })
  expect(await schemaWaits.ask(8)).toEqual({ status: 'waiting' })
  pass(1)
  expect(await schemaWaits.ask(7)).toMatchObject({ status: 'given-up' })
  expect(await schemaWaits.ask(8)).toEqual({ status: 'waiting' })
})

it('learns what the registry has, also after it was given up', async () => {
  const found: SchemaAnswer = { status: 'found', schema: schemas.MessageSent }
  const { schemaWaits, pass, asked } = waits([{ status: 'unknown' }, { status: 'unknown' }, found])
  await schemaWaits.ask(7)
  pass(60_000)
  expect(await schemaWaits.ask(7)).toMatchObject({ status: 'given-up' })
  expect(await schemaWaits.ask(7)).toEqual({ status: 'learned' })
  expect(asked).toEqual([7, 7, 7])
})

it('gives up at once what can be no event of ours', async () => {
  const foreign: SchemaAnswer = {
    status: 'found',
    schema: { type: 'record', name: 'Other', fields: [{ name: 'a', type: 'int' }] },
  }
  expect(await waits([foreign]).schemaWaits.ask(7)).toMatchObject({ status: 'given-up' })
})
