import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from './log.js'
import { type Registry, startRegistry } from './start.js'
import { callerOf } from './testing/http.js'

let dataDir: string
let registry: Registry
const call = callerOf(() => registry.url)

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hanashi-registry-'))
  registry = await startRegistry({ host: '127.0.0.1', port: 0, dataDir, log: createLog('silent') })
})
afterAll(async () => {
  await registry.close()
  await rm(dataDir, { recursive: true, force: true })
})

const post = '/subjects/s/versions'
const text = (schema: unknown): object => ({ schema: JSON.stringify(schema) })
const good = { type: 'record', name: 'R', fields: [] }

describe('bad input is told and changes nothing', () => {
  it.each<[string, string, string, unknown, number, number]>([
    ['no JSON', 'POST', post, '{"schema":', 400, 400],
    ['no body', 'POST', post, undefined, 422, 42201],
    ['an array', 'POST', post, [], 422, 422],
    ['a string', 'POST', post, '"x"', 422, 422],
    ['no schema', 'POST', post, {}, 422, 42201],
    ['a schema that is no text', 'POST', post, { schema: good }, 422, 42201],
    ['blank text', 'POST', post, { schema: ' \n' }, 422, 42201],
    ['null', 'POST', post, text(null), 422, 42201],
    ['a number', 'POST', post, text(7), 422, 42201],
    ['a name out of JavaScript', 'POST', post, text('toString'), 422, 42201],
    ['a type out of JavaScript', 'POST', post, text({ type: 'constructor' }), 422, 42201],
    ['no type', 'POST', post, text({ name: 'R' }), 422, 42201],
    ['no fields', 'POST', post, text({ type: 'record', name: 'R' }), 422, 42201],
    ['no name', 'POST', post, text({ type: 'record', fields: [] }), 422, 42201],
    ['a bad name', 'POST', post, text({ ...good, name: 'a-b' }), 422, 42201],
    ['a bad namespace', 'POST', post, text({ ...good, namespace: 7 }), 422, 42201],
    ['a field that is none', 'POST', post, text({ ...good, fields: ['a'] }), 422, 42201],
    ['a bad field name', 'POST', post, text({ ...good, fields: [{ name: '1', type: 'int' }] }), 422, 42201],
    [
      'a field twice',
      'POST',
      post,
      text({ ...good, fields: [1, 2].map(() => ({ name: 'a', type: 'int' })) }),
      422,
      42201,
    ],
    [
      'a default of another type',
      'POST',
      post,
      text({ ...good, fields: [{ name: 'a', type: 'int', default: 'x' }] }),
      422,
      42201,
    ],
    ['a type that is defined twice', 'POST', post, text([good, { ...good, type: 'record' }]), 422, 42201],
    ['a union with a branch twice', 'POST', post, text(['int', 'int']), 422, 42201],
    [
      'an enum symbol twice',
      'POST',
      post,
      text({ type: 'enum', name: 'E', symbols: ['A', 'A'] }),
      422,
      42201,
    ],
    ['aliases that are none', 'POST', post, text({ ...good, aliases: 'R2' }), 422, 42201],
    ['a fixed without size', 'POST', post, text({ type: 'fixed', name: 'F' }), 422, 42201],
    ['brackets without end', 'POST', post, { schema: '['.repeat(100_000) }, 422, 42201],
    [
      'nesting without end',
      'POST',
      post,
      { schema: `${'['.repeat(100_000)}${']'.repeat(100_000)}` },
      422,
      42201,
    ],
    ['JSON Schema', 'POST', post, { schemaType: 'JSON', schema: '{}' }, 422, 42201],
    [
      'references',
      'POST',
      post,
      { ...text(good), references: [{ name: 'n', subject: 't', version: 1 }] },
      422,
      42201,
    ],
    ['a rule set', 'POST', post, { ...text(good), ruleSet: {} }, 422, 42201],
    ['an id of its own', 'POST', post, { ...text(good), id: 7 }, 422, 42205],
    ['a subject that is too long', 'POST', `/subjects/${'s'.repeat(256)}/versions`, text(good), 422, 42208],
    ['a subject with a control character', 'POST', '/subjects/a%00b/versions', text(good), 422, 42208],
    ['a path that is no text', 'POST', '/subjects/%E0%A4%A/versions', text(good), 400, 400],
    ['a level that is a number', 'PUT', '/config/s', { compatibility: 7 }, 422, 42203],
    ['no level', 'PUT', '/config', {}, 422, 42203],
    ['a level out of JavaScript', 'PUT', '/config', { compatibility: 'toString' }, 422, 42203],
    ['another mode', 'PUT', '/mode', { mode: 'IMPORT' }, 422, 42204],
    ['an id that is no number', 'GET', '/schemas/ids/x', undefined, 404, 404],
    ['a path that there is not', 'GET', '/nothing', undefined, 404, 404],
    ['the deletion of a level that is not set', 'DELETE', '/config/s', undefined, 404, 40401],
    ['more than a mebibyte', 'POST', post, { schema: 'x'.repeat(1024 * 1024) }, 413, 413],
  ])('%s', async (_, method, path, body, status, code) => {
    const answer = await call(method, path, body)
    expect(answer).toMatchObject({ status, body: { error_code: code } })
    expect((answer.body as { message: string }).message).not.toBe('')
    expect(answer.type).toMatch(/^application\/vnd\.schemaregistry\.v1\+json/)
    expect((await call('GET', '/subjects')).body).toEqual([])
    expect(await readFile(join(dataDir, 'registry.journal'), 'utf8')).toBe('')
  })

  it('another content type', async () => {
    const headers = { 'content-type': 'text/plain' }
    const answer = await fetch(`${registry.url}${post}`, { method: 'POST', headers, body: '{}' })
    expect(answer.status).toBe(415)
  })
})
