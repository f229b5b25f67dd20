import { get as httpGet } from 'node:http'
import { get as httpsGet } from 'node:https'
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
 * A GET to a program of this machine. Undefined when nothing answers in time. A certificate isn't checked, for a local
 * one is usually self-signed.
 */
export function ask(url: string, timeoutMs = 3_000): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const get = url.startsWith('https:') ? httpsGet : httpGet
    const signal = AbortSignal.timeout(timeoutMs)
    const request = get(url, { rejectUnauthorized: false, agent: false, signal }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body = (body + chunk).slice(0, maxBodyChars)))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      response.on('error', () => resolve(undefined))
    })
    request.on('error', () => resolve(undefined))
  })
}

/** Fulfilled when `url` answers 200. Rejected with the end of its log when the program ends before or takes too long. */
export async function untilReady(
  { name, url, child, logFile }: { name: string; url: string; child: Child; logFile: string },
  timeoutMs: number,
): Promise<void> {
  let last: Answer | undefined
  const ready = await waitUntil(
    async () => {
      if (child.exit() !== undefined) return true
      last = await ask(url)
      return last?.status === 200
    },
    { timeoutMs, everyMs: 100 },
  )
  const exit = child.exit()
  if (ready && exit === undefined) return
  const why = exit
    ? `ended with ${describeExit(exit)}`
    : `isn't ready after ${timeoutMs / 1000} s (${last ? `${last.status} ${last.body}` : 'no answer'})`
  throw new UserError([`${name} ${why}. The end of ${logFile}:`, ...(await tailOf(logFile, 15))].join('\n  '))
}
