import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, type Reply } from './http.js'

export interface WriterOptions {
  readonly commandApis: () => readonly string[]
  readonly token: string
  readonly group: string
  readonly perSecond: number
  /** Every n-th command is an edit of an earlier message of this writer, or a delete. */
  readonly editEvery: number
  readonly deleteEvery: number
}

export interface Writer {
  /** Ids of the messages that were acknowledged. */
  readonly acknowledged: ReadonlySet<string>
  /** Positions of everything that was acknowledged. */
  readonly positions: readonly string[]
  /** Requests that were tried again, because the answer said so or there was none. */
  readonly retries: () => number
  readonly failures: readonly string[]
  /** Sends nothing new; fulfilled when everything that was begun has its answer. */
  readonly stop: () => Promise<void>
}

/**
 * Sends at a steady rate, whatever the answers take, and tries again with the same key whatever may pass: as a good client does. A command
 * fails only where the answer says that trying again is no use.
 */
export function startWriter(options: WriterOptions): Writer {
  const acknowledged = new Set<string>()
  const alive: string[] = []
  const positions: string[] = []
  const failures: string[] = []
  let retries = 0
  let begun = 0
  const open = new Set<Promise<void>>()

  const attempt = async (method: string, path: string, key: string, body: object | undefined) => {
    for (let tries = 0; ; tries++) {
      const apis = options.commandApis()
      const url = `${apis[(begun + tries) % apis.length] ?? ''}${path}`
      const reply = await tryOnce(method, url, options.token, key, body)
      if (reply && reply.status < 500 && reply.status !== 429) return reply
      retries += 1
      await sleep(100 + Math.min(1_000, tries * 100))
    }
  }
  const command = async (n: number) => {
    const key = randomUUID()
    const path = `/messages/${options.group}`
    const target = n % options.editEvery === 0 || n % options.deleteEvery === 0 ? alive.shift() : undefined
    const method = target === undefined ? 'POST' : n % options.deleteEvery === 0 ? 'DELETE' : 'PUT'
    const body = method === 'DELETE' ? undefined : { text: `number ${n} by ${method}` }
    const reply = await attempt(method, target === undefined ? path : `${path}/${target}`, key, body)
    if (reply.status >= 300) {
      failures.push(`${method}: ${reply.status} ${reply.text}`)
      return
    }
    positions.push((reply.json as { position: string }).position)
    if (method === 'POST') {
      acknowledged.add(key)
      alive.push(key)
    }
  }
  const everyMs = 20
  const startMs = Date.now()
  const timer = setInterval(() => {
    const due = Math.floor(((Date.now() - startMs) * options.perSecond) / 1000)
    while (begun < due) {
      const one = command(begun++).finally(() => open.delete(one))
      open.add(one)
    }
  }, everyMs)
  return {
    acknowledged,
    positions,
    failures,
    retries: () => retries,
    stop: async () => {
      clearInterval(timer)
      await Promise.all(open)
    },
  }
}

async function tryOnce(
  method: string,
  url: string,
  token: string,
  key: string,
  body: object | undefined,
): Promise<Reply | undefined> {
  try {
    return await ask(method, url, { token, headers: { 'idempotency-key': key }, ...(body ? { body } : {}) })
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
