import { describe, expect, it } from 'vitest'
import avsc from 'avsc'
import { parseSchema, publishedSchemas, schemaText, writerSchemas } from './avro.js'
import { encodeEvent, EventDecoder, fingerprintHeader, schemaIdOf } from './codec.js'
import { eventTypes, type EventType } from './events.js'
import { golden } from './testing/golden.js'
import { sampleEvents } from './testing/sample-events.js'

const decoder = new EventDecoder()

describe('golden bytes', () => {
  it('has an entry for every published schema', () => {
    expect(golden.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(
      publishedSchemas.map(({ fingerprint }) => fingerprint).toSorted(),
    )
  })

  it.each(golden)('$type of $fingerprint decodes for ever', ({ type, fingerprint, bytes }) => {
    const decoded = decoder.decode(Buffer.from(bytes, 'hex'), Buffer.from(fingerprint, 'hex'))
    expect(decoded).toEqual({ status: 'event', event: sampleEvents[type as EventType] })
  })
})

describe('published schemas', () => {
  it.each(eventTypes)('%s as written now is published (npm run publish-schemas -w schemas)', (type) => {
    expect(publishedSchemas.map(({ fingerprint }) => fingerprint)).toContain(writerSchemas[type].fingerprint)
  })

  it('are FULL_TRANSITIVE: every version reads every other', () => {
    for (const reader of publishedSchemas) {
      for (const writer of publishedSchemas.filter(({ type }) => type === reader.type)) {
        expect(() => reader.schema.createResolver(writer.schema)).not.toThrow()
      }
    }
  })

  it('would notice a change that breaks it', () => {
    const now = JSON.parse(schemaText('MessageSent')) as { fields: object[] }
    const wider = parseSchema({ ...now, fields: [...now.fields, { name: 'mood', type: 'string' }] })
    expect(() => wider.createResolver(writerSchemas.MessageSent.schema)).toThrow(/mood/)
  })

  it.each(eventTypes)('%s has a doc on itself and on each field', (type) => {
    const schema = JSON.parse(schemaText(type)) as { doc?: string; fields: { doc?: string }[] }
    for (const part of [schema, ...schema.fields]) expect(part.doc ?? '').toMatch(/^\S.{10,}/s)
  })
})

describe('EventDecoder', () => {
  const value = encodeEvent(sampleEvents.MessageSent, 42)
  const header = fingerprintHeader('MessageSent')

  it('writes Confluent wire format', () => {
    expect(value.subarray(0, 5)).toEqual(Buffer.from([0, 0, 0, 0, 42]))
    expect(schemaIdOf(value)).toBe(42)
    expect(
      avsc.Type.forSchema(JSON.parse(schemaText('MessageSent')) as avsc.Schema).fromBuffer(value.subarray(5)),
    ).toMatchObject({ text: sampleEvents.MessageSent.text })
  })

  it('needs the registry only for a schema that it does not know', () => {
    expect(decoder.decode(value, undefined)).toEqual({
      status: 'unknown-schema',
      schemaId: 42,
      fingerprint: undefined,
    })
    expect(decoder.decode(value, Buffer.alloc(32))).toMatchObject({ status: 'unknown-schema', schemaId: 42 })
  })

  it('learns a later schema and reads what it knows of it', () => {
    const learner = new EventDecoder()
    const now = JSON.parse(schemaText('MessageEdited')) as { fields: object[] }
    const later = { ...now, fields: [...now.fields, { name: 'mood', type: 'string', default: '' }] }
    const written = Buffer.concat([
      Buffer.from([0, 0, 0, 0, 9]),
      parseSchema(later).toBuffer({ ...sampleEvents.MessageEdited, mood: 'glad' }),
    ])
    expect(learner.decode(written, undefined).status).toBe('unknown-schema')
    expect(learner.learn(9, later)).toBeUndefined()
    expect(learner.decode(written, undefined)).toEqual({ status: 'event', event: sampleEvents.MessageEdited })
    expect(learner.learn(10, { type: 'record', name: 'Other', fields: [] })).toContain('no event type')
    expect(learner.learn(11, { type: 'nonsense' })).toContain('cannot be resolved')
  })

  it.each([
    ['nothing', null],
    ['an empty value', Buffer.alloc(0)],
    ['another magic byte', Buffer.from([1, ...value.subarray(1)])],
    ['a cut value', value.subarray(0, -1)],
    ['a value with more behind it', Buffer.concat([value, Buffer.from([0])])],
    ['a group that is none', encodeEvent({ ...sampleEvents.MessageSent, group: '__proto__' as never }, 1)],
    ['a blank text', encodeEvent({ ...sampleEvents.MessageSent, text: ' ' }, 1)],
    ['an id that is none', encodeEvent({ ...sampleEvents.MessageSent, messageId: 'x' as never }, 1)],
    ['a time before 1970', encodeEvent({ ...sampleEvents.MessageSent, occurredAt: -1 }, 1)],
    ['nine tags', encodeEvent({ ...sampleEvents.MessageSent, tags: Array.from('abcdefghi') }, 1)],
  ])('calls %s poison', (_what, bytes) => {
    const decoded = decoder.decode(bytes, header)
    expect(decoded.status).toBe('poison')
    expect(JSON.stringify(decoded)).not.toContain(sampleEvents.MessageSent.text)
  })

  it('survives every single-byte change', () => {
    for (let i = 0; i < value.length; i++) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const broken = Buffer.from(value)
        broken[i] = (broken[i] ?? 0) ^ flip
        expect(['event', 'poison', 'unknown-schema']).toContain(decoder.decode(broken, header).status)
      }
    }
  })

  it('refuses to write a wrong type', () => {
    expect(() => encodeEvent({ ...sampleEvents.MessageSent, occurredAt: 'now' as never }, 1)).toThrow()
  })
})
