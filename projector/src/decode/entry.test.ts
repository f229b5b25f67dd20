import { expect, it } from 'vitest'
import type { OpenTopic } from '@hanashi/log/open-topic'
import type { LogRecord } from '@hanashi/log/record'
import { EventDecoder, encodeEvent, fingerprintHeader } from '@hanashi/schemas/codec'
import type { LogEvent } from '@hanashi/schemas/events'
import { partitionOf } from '@hanashi/schemas/partition'
import { formatPosition, parseGeneration } from '@hanashi/schemas/position'
import type { TopicKind } from '@hanashi/schemas/topics'
import { group, must, sent, userCreated } from '../testing/events.js'
import { toEntry } from './entry.js'

const generation = must(parseGeneration('g1test'))
const id = '00000000-0000-7000-8000-000000000001'
const head = { commandId: id, actorId: id, occurredAt: 1 }
const a = group('a')
const home = partitionOf(a, 4)

function topic(kind: TopicKind): OpenTopic {
  return {
    topic: 't',
    kind,
    generation,
    partitionCount: 4,
    partitionOf: (key) => partitionOf(key, 4),
    positionAt: (partition, offset) => formatPosition({ generation, partition, offset }),
  }
}

function entry(
  event: LogEvent,
  key: string | null,
  { kind = 'groups', partition = home }: { kind?: TopicKind; partition?: number } = {},
) {
  const record: LogRecord = {
    offset: 5,
    key: key === null ? null : Buffer.from(key),
    value: encodeEvent(event, 1),
    fingerprint: fingerprintHeader(event.type),
    traceparent: undefined,
    timestampMs: 1,
  }
  return toEntry(record, topic(kind), partition, new EventDecoder())
}

const opened = { type: 'LogOpened', generation, partitionCount: 4, createdAt: 1 } as const

it('an event where it belongs is one', () => {
  expect(entry(sent(a, head), 'a')).toMatchObject({ status: 'event', offset: 5, group: 'a' })
  expect(entry(opened, 'g1test')).toMatchObject({ status: 'event', group: null })
  expect(entry(userCreated(head, 'kiran'), 'users', { kind: 'users', partition: 0 })).toMatchObject({
    status: 'event',
    group: null,
  })
})

it('an event of another group than its key is poison of the key’s group', () => {
  expect(entry(sent(group('b'), head), 'a')).toMatchObject({ status: 'poison', group: 'a' })
})

it.each([
  ['a key that is no group', sent(a, head), 'A!', {}],
  ['no key', sent(a, head), null, {}],
  ['another partition than the key’s', sent(a, head), 'a', { partition: (home + 1) % 4 }],
  ['a user among groups', userCreated(head, 'kiran'), 'users', {}],
  ['a message among users', sent(a, head), 'a', { kind: 'users', partition: 0 }],
  ['a mark of another log', { ...opened, generation: must(parseGeneration('g2abcd')) }, 'g2abcd', {}],
] as const)('%s is poison that no group waits behind', (_what, event, key, at) => {
  expect(entry(event, key, at)).toMatchObject({ status: 'poison', group: null })
})

it('what cannot be decoded is poison, what is not known yet is told apart', () => {
  const record = { offset: 1, key: Buffer.from('a'), traceparent: undefined, timestampMs: 1 }
  const decoder = new EventDecoder()
  const raw = (value: Buffer | null, fingerprint?: Buffer) =>
    toEntry({ ...record, value, fingerprint }, topic('groups'), home, decoder)
  expect(raw(null)).toMatchObject({ status: 'poison', group: 'a' })
  expect(raw(Buffer.from('{"json":true}'))).toMatchObject({ status: 'poison' })
  expect(raw(Buffer.from([0, 0, 0, 0, 9, 1, 2]))).toMatchObject({
    status: 'unknown-schema',
    schemaId: 9,
    group: 'a',
  })
  expect(raw(encodeEvent(sent(a, head), 1).subarray(0, 30), fingerprintHeader('MessageSent'))).toMatchObject({
    status: 'poison',
  })
})
