import { describe, expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { documentErrors, operationsOf } from '../src/api-document.js'
import { parseHttpFile } from '../src/http-file.js'
import { HttpRun } from '../src/http-run.js'
import { ask } from '../src/http.js'
import { addressesOf, story } from '../src/story.js'

const file = parseHttpFile(readFileSync(new URL('../../docs/hanashi.http', import.meta.url), 'utf8'))

/** The routes that the design names, and are there whatever the documents say. */
const promised = {
  commandApi: [
    'POST /users',
    'POST /users/anonymous',
    'POST /users/me/token',
    'POST /messages/{group}',
    'POST /messages/{group}/batch',
    'PUT /messages/{group}/{messageId}',
    'DELETE /messages/{group}/{messageId}',
  ],
  queryApi: [
    'GET /messages/{group}',
    'GET /messages/{group}/{messageId}',
    'GET /messages/{group}/{messageId}/history',
    'GET /groups',
    'GET /users/{username}',
  ],
  realtime: [],
  projector: [],
} as const

const fromClient = ['subscribe', 'unsubscribe', 'replay', 'send', 'edit', 'delete']
const fromServer = ['events', 'positions', 'resync', 'system']

story('what the documents say', {}, (stack) => {
  describe('docs/hanashi.http', () => {
    let run: HttpRun | undefined
    test.each(file.requests.map((request, i) => ({ ...request, i })))(
      '$i $method $url: $expected',
      async ({ expected, ...request }) => {
        run ??= new HttpRun(file, addressesOf(stack()))
        const reply = await run.send({ ...request, expected })
        expect([reply.status, reply.status === expected ? '' : reply.text]).toEqual([expected, ''])
      },
    )
  })

  test.each(Object.keys(promised) as (keyof typeof promised)[])(
    '%s: its document is valid, has what was promised, and its routes answer',
    async (name) => {
      const base = addressesOf(stack())[name]
      const { status, text, json } = await ask('GET', `${base}/openapi.json`)
      expect(status).toBe(200)
      expect(await documentErrors(text)).toEqual([])
      const operations = operationsOf(json)
      const named = operations.map(({ method, path }) => `${method} ${path}`)
      for (const route of promised[name]) expect(named).toContain(route)

      for (const { method, path, secured } of operations) {
        for (const prefix of ['', '/v1']) {
          const url = base + prefix + path.replaceAll(/\{\w+\}/g, 'x')
          const reply = await ask(method, url)
          expect([404, 405, 500], `${method} ${url}: ${reply.text}`).not.toContain(reply.status)
          if (secured) expect(reply.status, `${method} ${url}`).toBe(401)
        }
      }
    },
  )

  test.each(Object.keys(promised) as (keyof typeof promised)[])(
    '%s: what every service has',
    async (name) => {
      const base = addressesOf(stack())[name]
      const root = await ask('GET', `${base}/`)
      expect(root.status).toBe(200)
      expect(Object.keys(root.json as object)).toEqual(expect.arrayContaining(['name', 'version']))
      for (const path of ['/health', '/ready', '/metrics', '/docs', '/redoc', '/v1/openapi.json']) {
        const reply = await ask('GET', base + path)
        expect(reply.status, path).toBe(200)
        expect(reply.headers.get('x-request-id'), path).toBeTruthy()
      }
      const { text } = await ask('GET', `${base}/metrics`)
      expect(text).toMatch(/^# TYPE \w+ (counter|gauge|histogram)$/m)
    },
  )

  test('the socket protocol is valid AsyncAPI and names every message', async () => {
    const { realtime } = addressesOf(stack())
    const { status, text } = await ask('GET', `${realtime}/asyncapi.json`)
    expect(status).toBe(200)
    expect(await documentErrors(text)).toEqual([])
    for (const message of [...fromClient, ...fromServer]) {
      expect(text).toContain(`"${message}"`)
    }
  })
})
