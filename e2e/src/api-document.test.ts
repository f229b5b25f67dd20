import { expect, test } from 'vitest'
import { documentErrors } from './api-document.js'

const openApi = (paths: object) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 't', version: '1' }, paths })
const ok = { get: { responses: { 200: { description: 'fine' } } } }

test('a valid document has no errors; what the specification forbids is told', async () => {
  expect(await documentErrors(openApi({ '/x': ok }))).toEqual([])
  expect(await documentErrors(openApi({ x: 7 }))).not.toEqual([])
  expect(await documentErrors(openApi({ '/x': { get: { responses: { 200: {} } } } }))).not.toEqual([])
  const reference = {
    200: { description: 'd', content: { 'a/b': { schema: { $ref: '#/components/schemas/No' } } } },
  }
  expect(await documentErrors(openApi({ '/x': { get: { responses: reference } } }))).not.toEqual([])
})

test('AsyncAPI too', async () => {
  const info = { title: 't', version: '1' }
  expect(
    await documentErrors(JSON.stringify({ asyncapi: '3.0.0', info, channels: {}, operations: {} })),
  ).toEqual([])
  expect(await documentErrors(JSON.stringify({ asyncapi: '3.0.0', info, operations: { a: 7 } }))).not.toEqual(
    [],
  )
})
