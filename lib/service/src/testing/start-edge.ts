import { Writable } from 'node:stream'
import { Drain } from '../drain.js'
import { createEdge, type EdgeOptions } from '../edge.js'
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../http-server.js'
import { createLogger } from '../logger.js'
import { createMetrics } from '../metrics.js'

export interface TestEdge extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly drain: Drain
  readonly http: HttpServer
  /** Every line logged so far. */
  readonly log: string[]
}

/** A service of nothing but its edge, at a free port. */
export async function startEdge(
  edge: Partial<EdgeOptions> = {},
  server: Partial<HttpServerOptions> = {},
): Promise<TestEdge> {
  const log: string[] = []
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString())
      done()
    },
  })
  const drain = new Drain()
  const app = createEdge({
    name: 'test',
    version: '1.2.3',
    description: 'A service for tests.',
    logger: createLogger({ name: 'test', level: 'debug', destination }),
    metrics: createMetrics('test'),
    drain,
    corsOrigins: ['https://chat.example'],
    ready: {},
    checkReplies: true,
    ...edge,
  })
  const http = createHttpServer(app, { drain, ...server })
  const { port } = await http.listen(0, '127.0.0.1')
  const scheme = server.tls === undefined ? 'http' : 'https'
  return {
    url: `${scheme}://127.0.0.1:${port}`,
    port,
    drain,
    http,
    log,
    [Symbol.asyncDispose]: () => http.stop({ timeoutMs: 0 }),
  }
}
