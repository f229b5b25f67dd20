import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { describe, expect, it } from 'vitest'
import { callerOf, newSubject } from './http.js'

const schemaOf = (name: string, ...more: object[]): { type: SchemaType.AVRO; schema: string } => ({
  type: SchemaType.AVRO,
  schema: JSON.stringify({
    type: 'record',
    name,
    namespace: 'test.client',
    fields: [{ name: 'text', type: 'string' }, ...more],
  }),
})
const added = { name: 'tags', type: { type: 'array', items: 'string' }, default: [] }
const addedBadly = { name: 'count', type: 'int' }

/** Every call of kafkajs' registry client. `differs` tells why `register` fails in a subject that somebody else made, where it does. */
export function describeClient(name: string, url: () => string, differs?: string): void {
  const client = () => new SchemaRegistry({ host: url() }, { retry: { retries: 0 } } as object)

  describe(`${name}: kafkajs' registry client`, () => {
    const unset = differs === undefined ? it : it.fails
    unset(
      `registers in a subject without a level${differs === undefined ? '' : ` (differs: ${differs})`}`,
      async () => {
        const subject = newSubject()
        const { status } = await callerOf(url)('POST', `/subjects/${subject}/versions`, {
          schema: schemaOf('Unset').schema,
        })
        expect(status).toBe(200)
        const { id } = await client().register(schemaOf('Unset', added), { subject })
        expect(await client().getLatestSchemaId(subject)).toBe(id)
      },
    )

    it('registers, evolves, finds, encodes and decodes', async () => {
      const subject = newSubject()
      const registry = client()
      const { id } = await registry.register(schemaOf('Said'), { subject })
      expect(await registry.register(schemaOf('Said'), { subject })).toEqual({ id })
      expect(await client().getRegistryId(subject, 1)).toBe(id)
      expect(await client().getRegistryIdBySchema(subject, schemaOf('Said'))).toBe(id)
      const encoded = await registry.encode(id, { text: '話' })
      expect([encoded[0], encoded.readInt32BE(1)]).toEqual([0, id])
      expect(await client().decode(encoded)).toEqual({ text: '話' })
      const schema = await client().getSchema(id)
      expect('equals' in schema).toBe(true)

      const second = await client().register(schemaOf('Said', added), { subject })
      expect(second.id).not.toBe(id)
      expect(await client().getLatestSchemaId(subject)).toBe(second.id)
      expect(await client().getRegistryId(subject, 2)).toBe(second.id)
      expect(await client().decode(await client().encode(second.id, { text: 'x', tags: ['y'] }))).toEqual({
        text: 'x',
        tags: ['y'],
      })
      const reader = { AVRO: { readerSchema: JSON.parse(schemaOf('Said', added).schema) as never } }
      expect(await client().decode(encoded, reader)).toEqual({ text: '話', tags: [] })
    })

    it('is told what is wrong', async () => {
      const subject = newSubject()
      await client().register(schemaOf('Wrong'), { subject })
      await expect(client().register(schemaOf('Wrong', addedBadly), { subject })).rejects.toThrow(
        /incompatible/i,
      )
      await expect(
        client().register(schemaOf('Wrong'), { subject, compatibility: 'FULL' as never }),
      ).rejects.toThrow('Compatibility does not match the configuration (FULL != BACKWARD)')
      await expect(client().getSchema(2_000_000_000)).rejects.toMatchObject({ status: 404 })
      await expect(client().getLatestSchemaId(newSubject())).rejects.toMatchObject({ status: 404 })
      await expect(client().getRegistryIdBySchema(subject, schemaOf('Other'))).rejects.toMatchObject({
        name: 'ConfluentSchemaRegistryError',
      })
    })
  })
}
