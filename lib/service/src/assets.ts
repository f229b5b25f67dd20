import type { RequestHandler } from 'express'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

export interface Asset {
  readonly type: string
  /** Read once, at the first request for it, and kept in memory as it is and compressed. */
  readonly load: () => Promise<string | Buffer>
}

const compress = promisify(gzip)

/** Pages run nothing but what this server sends, and ask no other host for anything. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function serveAsset({ type, load }: Asset): RequestHandler {
  let loading: Promise<{ plain: Buffer; zipped: Buffer }> | undefined
  const headers = {
    'content-type': type,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'public, max-age=600',
    vary: 'Accept-Encoding, Origin',
  }
  return async (request, response) => {
    loading ??= prepare(load).catch((error: unknown) => {
      loading = undefined
      throw error
    })
    const { plain, zipped } = await loading
    const small = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    const bytes = small ? zipped : plain
    response.writeHead(200, {
      ...headers,
      'content-length': bytes.length,
      ...(small ? { 'content-encoding': 'gzip' } : {}),
    })
    response.end(bytes)
  }
}

export function fileAsset(type: string, path: string): Asset {
  return { type, load: () => readFile(path) }
}

export function textAsset(type: string, text: string): Asset {
  return { type, load: () => Promise.resolve(text) }
}

async function prepare(load: Asset['load']) {
  const plain = Buffer.from(await load())
  return { plain, zipped: await compress(plain) }
}
