import { afterAll, beforeAll, expect, test } from 'vitest'
import { asyncApiPage } from './asyncapi-page.js'
import { openApiDocument } from './openapi.js'
import { defineRoute, reply } from './route.js'
import { authenticate, testRoutes } from './testing/routes.js'
import { startEdge, type TestEdge } from './testing/start-edge.js'

const asyncApi = {
  asyncapi: '3.0.0',
  info: { title: 'Sockets', version: '1', description: 'Use `subscribe`.' },
  channels: { root: { address: '/', description: 'The <only> one' } },
  operations: {
    subscribe: {
      action: 'receive',
      summary: 'Follow a group',
      messages: [{ $ref: '#/components/messages/Subscribe' }],
      reply: { messages: [{ $ref: '#/components/messages/Subscribed' }] },
    },
  },
  components: {
    messages: {
      Subscribe: { payload: { type: 'object', properties: { group: { type: 'string' } } } },
      Subscribed: { payload: { $ref: '#/components/messages/Subscribed' } },
    },
  },
}

let rest: TestEdge
let socket: TestEdge
beforeAll(async () => {
  rest = await startEdge({ routes: testRoutes, authenticate, links: { web: 'http://localhost:3000' } })
  socket = await startEdge({ asyncApi })
})
afterAll(async () => {
  await rest[Symbol.asyncDispose]()
  await socket[Symbol.asyncDispose]()
})

async function read(url: string): Promise<{ type: string | null; text: string }> {
  const response = await fetch(url)
  expect([url, response.status]).toEqual([url, 200])
  return { type: response.headers.get('content-type'), text: await response.text() }
}

/** What a page makes a browser fetch. */
function fetched(html: string): string[] {
  return [...html.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)="([^"]+)"/g)].map(
    ([, url]) => url ?? '',
  )
}

test.each(['/docs', '/redoc', '/v1/docs', '/v1/redoc'])(
  '%s and all it fetches come from this server',
  async (path) => {
    const { type, text } = await read(rest.url + path)
    expect(type).toBe('text/html; charset=utf-8')
    const wanted = fetched(text).filter((url) => url !== 'data:,')
    expect(wanted.length).toBeGreaterThan(1)
    for (const url of wanted) {
      expect(url).toMatch(/^\/[\w./-]+$/)
      await read(rest.url + url)
    }
    expect(text).not.toMatch(/https?:\/\//)
  },
)

test('a browser is told to ask nobody else', async () => {
  for (const url of [`${rest.url}/docs`, `${rest.url}/redoc`, `${socket.url}/docs`]) {
    const policy = (await fetch(url)).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/)
  }
})

test('the scripts are the real ones, whole, and start with the document of this server', async () => {
  const swagger = await read(`${rest.url}/docs/swagger-ui.js`)
  expect(swagger.text.length).toBeGreaterThan(1_000_000)
  const redoc = await read(`${rest.url}/redoc/redoc.js`)
  expect(redoc.text.length).toBeGreaterThan(500_000)
  expect(redoc.text).not.toContain('cdn.redoc.ly')
  expect((await read(`${rest.url}/docs/start.js`)).text).toContain("url: '/openapi.json'")
})

test('/ names the service and leads to pages that answer', async () => {
  for (const edge of [rest, socket]) {
    const root: unknown = JSON.parse((await read(`${edge.url}/v1`)).text)
    expect(root).toMatchObject({ name: 'test', version: '1.2.3' })
    const { links } = root as { links: Record<string, string> }
    for (const link of Object.values(links).filter((url) => url.startsWith('/'))) await read(edge.url + link)
  }
})

test('the document has what the definitions check', async () => {
  const { text } = await read(`${rest.url}/openapi.json`)
  expect(JSON.parse(text)).toMatchObject({
    openapi: '3.1.0',
    info: { version: '1.2.3' },
    paths: {
      '/echo/{group}': {
        post: {
          operationId: 'echo',
          security: [{ bearer: [] }],
          parameters: [{ name: 'group', in: 'path', required: true }],
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: { $ref: '#/components/schemas/Note' }, example: { text: 'hi' } },
            },
          },
          responses: {
            201: {},
            401: {
              content: {
                'application/problem+json': { examples: { unauthorized: {}, 'token-expired': {} } },
              },
            },
            404: { description: expect.stringContaining('`group-not-found`') as string },
            413: {},
            422: {},
          },
        },
        get: {
          parameters: [
            { name: 'group' },
            { name: 'limit', required: false, schema: { default: 50, maximum: 200 } },
          ],
        },
      },
    },
    components: { schemas: { Note: { additionalProperties: false }, Problem: {} } },
  })
  expect(text).not.toContain('$id')
})

test('two routes of one method and path, an open body, a token that nobody checks: refused at the start', async () => {
  await expect(startEdge({ routes: [...testRoutes, ...testRoutes], authenticate })).rejects.toThrow(
    /defined twice/,
  )
  await expect(startEdge({ routes: testRoutes })).rejects.toThrow(/nothing checks one/)
})

test('a reply that the definition does not describe fails where replies are checked', async () => {
  const lying = defineRoute(
    {
      method: 'get',
      path: '/lie',
      operationId: 'lie',
      summary: '',
      auth: 'none',
      responses: { 200: { description: '' } },
    },
    () => reply(200, { surprise: true }),
  )
  await using edge = await startEdge({ routes: [lying] })
  expect((await fetch(`${edge.url}/lie`)).status).toBe(500)
  expect(openApiDocument({ name: 'x', version: '1', description: '' }, [lying])).toHaveProperty('paths')
})

test('the page of a socket protocol is made of its document, escaped, and fetches nothing', async () => {
  const { text } = await read(`${socket.url}/docs`)
  expect(text).toContain('client sends')
  expect(text).toContain('&quot;group&quot;')
  expect(text).toContain('The &lt;only&gt; one')
  expect(text).toContain('<code>subscribe</code>')
  expect(fetched(text)).toEqual(['data:,'])
  expect(text).not.toContain('<script')
  expect(JSON.parse((await read(`${socket.url}/asyncapi.json`)).text)).toEqual(asyncApi)
  expect(asyncApiPage({ info: { title: '<img src=x>' } })).toContain('&lt;img src=x&gt;')
})

test('compressed where the client takes it', async () => {
  const size = async (encoding: string) => {
    const response = await fetch(`${rest.url}/docs/swagger-ui.js`, {
      headers: { 'accept-encoding': encoding },
    })
    await response.arrayBuffer()
    return Number(response.headers.get('content-length'))
  }
  expect(await size('gzip')).toBeLessThan((await size('identity')) / 2)
})
