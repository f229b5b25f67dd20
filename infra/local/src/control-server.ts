import { randomBytes, timingSafeEqual } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { ControlAddress, PartStatus } from './control.js'
import { errorText } from './errors.js'
import type { Supervised } from './supervised.js'

export interface ControlServer {
  readonly close: () => Promise<void>
}

/** Answers `npm run status` and `npm run restart` on a free port of 127.0.0.1, for whoever can read `path`. */
export async function startControlServer(path: string, parts: readonly Supervised[]): Promise<ControlServer> {
  const token = randomBytes(32).toString('base64url')
  const server = createServer((request, response) => void answer(request, response, token, parts))
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  const control: ControlAddress = { port: address.port, token }
  await rm(path, { force: true })
  await writeFile(path, JSON.stringify(control), { mode: 0o600 })
  const close = async () => {
    await rm(path, { force: true })
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { close }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  parts: readonly Supervised[],
): Promise<void> {
  const end = (status: number, body: string) => void response.writeHead(status).end(body)
  if (!isAllowed(request, token)) {
    end(401, 'This token is not ours.')
    return
  }
  const [, verb, name] = (request.url ?? '').split('/')
  if (request.method === 'GET' && verb === 'status') {
    end(200, JSON.stringify(await Promise.all(parts.map(statusOf))))
    return
  }
  const part = parts.find((one) => one.part.name === decodeURIComponent(name ?? ''))
  if (request.method !== 'POST' || verb !== 'restart' || part === undefined) {
    end(404, `There is no part of that name: ${parts.map((one) => one.part.name).join(', ')}.`)
    return
  }
  try {
    await part.restart()
    end(200, '')
  } catch (error) {
    end(500, errorText(error))
  }
}

async function statusOf(one: Supervised): Promise<PartStatus> {
  const { part, pid = null, uptimeMs = null, status } = one
  return { name: part.name, address: part.address, status, ready: await part.isReady(), pid, uptimeMs }
}

function isAllowed(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${token}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
