import { describe, expect, it } from 'vitest'
import { type Call, callerOf, newSubject, schemaBody } from './http.js'

const record = (name: string, ...fields: object[]): object => ({
  type: 'record',
  name,
  namespace: 'test',
  fields,
})
const a = { name: 'a', type: 'string' }
const b = { name: 'b', type: 'int', default: 0 }

interface Case {
  readonly name: string
  readonly run: (call: Call, subject: string) => Promise<void>
}

const status = async (answer: ReturnType<Call>) => (await answer).status
const error = async (answer: ReturnType<Call>) => {
  const { status: code, body } = await answer
  return [code, (body as { error_code?: number }).error_code]
}
const register = async (call: Call, subject: string, schema: unknown): Promise<number> => {
  const { status: code, body } = await call('POST', `/subjects/${subject}/versions`, schemaBody(schema))
  expect(code).toBe(200)
  return (body as { id: number }).id
}

/** What Confluent's API promises and clients build on. */
const cases: readonly Case[] = [
  {
    name: 'registers a schema and finds it by id, version and text',
    run: async (call, subject) => {
      const schema = record(`A${subject.replaceAll('-', '_')}`, a)
      const id = await register(call, subject, schema)
      expect(
        JSON.parse(((await call('GET', `/schemas/ids/${id}`)).body as { schema: string }).schema),
      ).toEqual(schema)
      for (const version of ['1', 'latest', '-1']) {
        const { body } = await call('GET', `/subjects/${subject}/versions/${version}`)
        expect(body).toMatchObject({ subject, version: 1, id })
      }
      expect((await call('GET', `/subjects/${subject}/versions/1/schema`)).body).toEqual(schema)
      expect((await call('POST', `/subjects/${subject}`, schemaBody(schema))).body).toMatchObject({
        subject,
        version: 1,
        id,
      })
      expect((await call('GET', `/subjects/${subject}/versions`)).body).toEqual([1])
      expect((await call('GET', '/subjects')).body).toContain(subject)
      expect((await call('GET', `/schemas/ids/${id}/versions`)).body).toEqual([{ subject, version: 1 }])
      expect((await call('GET', '/schemas/types')).body).toContain('AVRO')
    },
  },
  {
    name: 'gives one id to one schema in two subjects',
    run: async (call, subject) => {
      const id = await register(call, subject, record('One', a))
      expect(await register(call, `${subject}-other`, record('One', a))).toBe(id)
    },
  },
  {
    name: 'takes white space for no difference',
    run: async (call, subject) => {
      const schema = record('White', a)
      const id = await register(call, subject, schema)
      const spaced = { schema: JSON.stringify(schema, undefined, 4) }
      expect((await call('POST', `/subjects/${subject}/versions`, spaced)).body).toMatchObject({ id })
      expect((await call('GET', `/subjects/${subject}/versions`)).body).toEqual([1])
    },
  },
  {
    name: 'takes the order of attributes for no difference',
    run: async (call, subject) => {
      const id = await register(call, subject, record('Order', a))
      const turned = {
        fields: [{ type: 'string', name: 'a' }],
        namespace: 'test',
        name: 'Order',
        type: 'record',
      }
      expect(await register(call, subject, turned)).toBe(id)
      expect((await call('GET', `/subjects/${subject}/versions`)).body).toEqual([1])
    },
  },
  {
    name: 'makes a version of a schema with other documentation',
    run: async (call, subject) => {
      const id = await register(call, subject, record('Doc', a))
      expect(await register(call, subject, { ...record('Doc', a), doc: 'told' })).not.toBe(id)
      expect((await call('GET', `/subjects/${subject}/versions`)).body).toEqual([1, 2])
    },
  },
  {
    name: 'refuses what is no schema with 42201',
    run: async (call, subject) => {
      for (const schema of [
        '{',
        '{"type":"record","name":"X"}',
        '"nothing"',
        '{"type":"enum","name":"X","symbols":["1"]}',
      ]) {
        expect(await error(call('POST', `/subjects/${subject}/versions`, { schema }))).toEqual([422, 42201])
      }
      expect(await status(call('GET', `/subjects/${subject}/versions`))).toBe(404)
    },
  },
  {
    name: 'refuses an empty schema with 42201',
    run: async (call, subject) => {
      expect(await error(call('POST', `/subjects/${subject}/versions`, { schema: '' }))).toEqual([422, 42201])
    },
  },
  {
    name: 'answers 40401, 40402, 40403 for what is not there',
    run: async (call, subject) => {
      expect(await error(call('GET', `/subjects/${subject}/versions`))).toEqual([404, 40401])
      expect(await error(call('GET', `/subjects/${subject}/versions/latest`))).toEqual([404, 40401])
      expect(await error(call('GET', '/schemas/ids/2000000000'))).toEqual([404, 40403])
      await register(call, subject, record('There', a))
      expect(await error(call('GET', `/subjects/${subject}/versions/7`))).toEqual([404, 40402])
      expect(await error(call('POST', `/subjects/${subject}`, schemaBody(record('Else', a))))).toEqual([
        404, 40403,
      ])
    },
  },
  {
    name: 'answers 42202 for what is no version',
    run: async (call, subject) => {
      await register(call, subject, record('V', a))
      for (const version of ['0', 'first', '99999999999']) {
        expect(await error(call('GET', `/subjects/${subject}/versions/${version}`))).toEqual([422, 42202])
      }
    },
  },
  {
    name: 'answers 40408 for a subject without a level of its own',
    run: async (call, subject) => {
      expect(await error(call('GET', `/config/${subject}`))).toEqual([404, 40408])
      await register(call, subject, record('L', a))
      expect(await error(call('GET', `/config/${subject}`))).toEqual([404, 40408])
    },
  },
  {
    name: 'keeps the level of a subject, and forgets it',
    run: async (call, subject) => {
      await register(call, subject, record('L', a))
      const put = await call('PUT', `/config/${subject}`, { compatibility: 'FULL_TRANSITIVE' })
      expect(put).toMatchObject({ status: 200, body: { compatibility: 'FULL_TRANSITIVE' } })
      expect((await call('GET', `/config/${subject}`)).body).toMatchObject({
        compatibilityLevel: 'FULL_TRANSITIVE',
      })
      expect(await status(call('DELETE', `/config/${subject}`))).toBe(200)
      const { body } = await call('GET', `/config/${subject}?defaultToGlobal=true`)
      expect(body).toEqual((await call('GET', '/config')).body)
    },
  },
  {
    name: 'starts with BACKWARD',
    run: async (call) => {
      expect((await call('GET', '/config')).body).toMatchObject({ compatibilityLevel: 'BACKWARD' })
    },
  },
  {
    name: 'refuses a level that there is not with 42203',
    run: async (call, subject) => {
      expect(await error(call('PUT', `/config/${subject}`, { compatibility: 'SOME' }))).toEqual([422, 42203])
      expect(await error(call('PUT', '/config', { compatibility: 'SOME' }))).toEqual([422, 42203])
    },
  },
  {
    name: 'refuses an incompatible schema with 409 and says beforehand that it would',
    run: async (call, subject) => {
      await register(call, subject, record('C', a))
      await call('PUT', `/config/${subject}`, { compatibility: 'BACKWARD' })
      const good = schemaBody(record('C', a, b))
      const bad = schemaBody(record('C', a, { name: 'b', type: 'int' }))
      const check = `/compatibility/subjects/${subject}/versions/latest`
      expect((await call('POST', check, good)).body).toMatchObject({ is_compatible: true })
      expect((await call('POST', check, bad)).body).toMatchObject({ is_compatible: false })
      expect(await error(call('POST', `/subjects/${subject}/versions`, bad))).toEqual([409, 409])
      expect((await call('GET', `/subjects/${subject}/versions`)).body).toEqual([1])
    },
  },
  {
    name: 'says why a schema is incompatible when asked',
    run: async (call, subject) => {
      await register(call, subject, record('Why', a))
      await call('PUT', `/config/${subject}`, { compatibility: 'BACKWARD' })
      const bad = schemaBody(record('Why', a, { name: 'b', type: 'int' }))
      const { body } = await call(
        'POST',
        `/compatibility/subjects/${subject}/versions/latest?verbose=true`,
        bad,
      )
      expect(body).toMatchObject({ is_compatible: false, messages: [expect.stringContaining('b')] })
    },
  },
  {
    name: 'deletes a subject softly, then for good',
    run: async (call, subject) => {
      const id = await register(call, subject, record(`D${subject.replaceAll('-', '_')}`, a))
      expect(await call('DELETE', `/subjects/${subject}`)).toMatchObject({ status: 200, body: [1] })
      expect(await error(call('GET', `/subjects/${subject}/versions`))).toEqual([404, 40401])
      expect(await error(call('DELETE', `/subjects/${subject}`))).toEqual([404, 40404])
      expect((await call('GET', '/subjects')).body).not.toContain(subject)
      expect((await call('GET', '/subjects?deleted=true')).body).toContain(subject)
      expect((await call('GET', `/subjects/${subject}/versions?deleted=true`)).body).toEqual([1])
      expect(await status(call('GET', `/schemas/ids/${id}`))).toBe(200)
      expect(await call('DELETE', `/subjects/${subject}?permanent=true`)).toMatchObject({
        status: 200,
        body: [1],
      })
      expect((await call('GET', '/subjects?deleted=true')).body).not.toContain(subject)
      expect(await error(call('GET', `/schemas/ids/${id}`))).toEqual([404, 40403])
      expect(await error(call('DELETE', `/subjects/${subject}`))).toEqual([404, 40401])
    },
  },
  {
    name: 'deletes one version softly, then for good, and never gives its number again',
    run: async (call, subject) => {
      await register(call, subject, record('W', a))
      await register(call, subject, record('W', a, b))
      expect(await call('DELETE', `/subjects/${subject}/versions/1`)).toMatchObject({ status: 200, body: 1 })
      expect((await call('GET', `/subjects/${subject}/versions`)).body).toEqual([2])
      expect(await error(call('GET', `/subjects/${subject}/versions/1`))).toEqual([404, 40402])
      expect(await status(call('GET', `/subjects/${subject}/versions/1?deleted=true`))).toBe(200)
      expect(await call('DELETE', `/subjects/${subject}/versions/1?permanent=true`)).toMatchObject({
        status: 200,
        body: 1,
      })
      expect(await error(call('DELETE', `/subjects/${subject}/versions/1`))).toEqual([404, 40402])
      expect(await call('DELETE', `/subjects/${subject}/versions/latest`)).toMatchObject({
        status: 200,
        body: 2,
      })
      await register(call, subject, record('W', a, b))
      expect((await call('GET', `/subjects/${subject}/versions`)).body).toEqual([3])
    },
  },
  {
    name: 'answers 40405, 40406, 40407 when a deletion comes too early or twice',
    run: async (call, subject) => {
      await register(call, subject, record('E', a))
      const version = `/subjects/${subject}/versions/1`
      expect(await error(call('DELETE', `/subjects/${subject}?permanent=true`))).toEqual([404, 40405])
      expect(await error(call('DELETE', `${version}?permanent=true`))).toEqual([404, 40407])
      expect(await status(call('DELETE', version))).toBe(200)
      expect(await error(call('DELETE', version))).toEqual([404, 40406])
    },
  },
  {
    name: 'finds a schema compatible where there is nothing to compare it with',
    run: async (call, subject) => {
      const check = `/compatibility/subjects/${subject}/versions`
      const schema = schemaBody(record('N', a))
      expect((await call('POST', `${check}/latest`, schema)).body).toMatchObject({ is_compatible: true })
      expect((await call('POST', check, schema)).body).toMatchObject({ is_compatible: true })
      expect(await error(call('POST', `${check}/3`, schema))).toEqual([404, 40402])
    },
  },
  {
    name: 'answers the mode that clients ask for',
    run: async (call, subject) => {
      expect((await call('GET', '/mode')).body).toEqual({ mode: 'READWRITE' })
      expect((await call('GET', `/mode/${subject}?defaultToGlobal=true`)).body).toEqual({ mode: 'READWRITE' })
      expect(await error(call('GET', `/mode/${subject}`))).toEqual([404, 40409])
    },
  },
  {
    name: "says Confluent's content type",
    run: async (call, subject) => {
      await register(call, subject, record('T', a))
      const types = [await call('GET', '/subjects'), await call('GET', `/subjects/${subject}/versions/9`)]
      for (const { type } of types) expect(type).toMatch(/^application\/vnd\.schemaregistry\.v1\+json/)
    },
  },
]

/**
 * Runs every case against a registry. A case in `differences` (with the reason as its value) must fail there, so that the list
 * can't get out of date.
 */
export function describeContract(
  name: string,
  url: () => string,
  differences: Readonly<Record<string, string>>,
): void {
  const call = callerOf(url)
  describe(`${name}: the Confluent API`, () => {
    for (const { name: what, run } of cases) {
      const reason = differences[what]
      if (reason === undefined) it(what, () => run(call, newSubject()))
      else it.fails(`${what} (differs: ${reason})`, () => run(call, newSubject()))
    }
    it('lists only differences in cases that there are', () => {
      expect(cases.map((each) => each.name)).toEqual(expect.arrayContaining(Object.keys(differences)))
    })
  })
}
