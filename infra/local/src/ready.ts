import { get as httpGet } from 'node:http'
import { get as httpsGet } from 'node:https'
import { canConnect } from './can-connect.js'
import { type Child, describeExit } from './child.js'
import { UserError } from './errors.js'
import { tailOf } from './log-file.js'
import { waitUntil } from './wait.js'

export interface Answer {
  readonly status: number
  /** At most its first 4,096 characters. */
  readonly body: string
}

const maxBodyChars = 4_096

/**
 * A GET to a program of this machine, or for `tcp://host:port` just a connection, which counts as 200. Undefined when
 * nothing answers in time. A certificate isn't checked, for a local one is usually self-signed.
 */
export async function ask(url: string, timeoutMs = 3_000): Promise<Answer | undefined> {
  const { protocol, hostname, port } = new URL(url)
  if (protocol !== 'tcp:') return get(url, timeoutMs)
  return (await canConnect(Number(port), hostname, timeoutMs)) ? { status: 200, body: '' } : undefined
}

function get(url: string, timeoutMs: number): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? httpsGet : httpGet
    const signal = AbortSignal.timeout(timeoutMs)
    const request = send(url, { rejectUnauthorized: false, agent: false, signal }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body = (body + chunk).slice(0, maxBodyChars)))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      response.on('error', () => resolve(undefined))
    })
    request.on('error', () => resolve(undefined))
  })
}

export interface StartingServer {
  readonly name: string
  readonly url: string
  readonly child: Child
  readonly logFile: string
  /** How many bytes the log had before this start. */
  readonly logBegin: number
}

/** Fulfilled when `url` answers 200. Rejected with the end of its log when the program ends before or takes too long. */
export async function untilReady(
  { name, url, child, logFile, logBegin }: StartingServer,
  timeoutMs: number,
): Promise<void> {
  let last: Answer | undefined
  const ready = await waitUntil(
    async () => {
      if (child.exit() !== undefined) return true
      last = await ask(url)
      return last?.status === 200
    },
    { timeoutMs, everyMs: 150 },
  )
  const exit = child.exit()
  if (ready && exit === undefined) return
  const why = exit
    ? `ended with ${describeExit(exit)}`
    : `isn't ready after ${timeoutMs / 1000} s (${last ? `${last.status} ${last.body}` : 'no answer'})`
  throw new UserError(
    [`${name} ${why}. The end of ${logFile}:`, ...(await tailOf(logFile, 15, logBegin))].join('\n  '),
  )
}
