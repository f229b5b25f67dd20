import { createClient, type Client } from '../client.js'
import type { ConnectOptions } from '../client-options.js'
import { modelApi, type ModelApi } from './model-api.js'
import { ModelLog, type Person } from './model-log.js'
import { modelRealtime, type ModelRealtime } from './model-socket.js'
import { VirtualClock } from './virtual-clock.js'

export const me: Person = { userId: '0192f0c0-0000-7000-8000-000000000001', username: 'mika' }

export function tokenOf({ userId, username }: Person, expiresAtMs?: number): string {
  const claims = { sub: userId, username, ...(expiresAtMs !== undefined && { exp: expiresAtMs / 1_000 }) }
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
}

/** The server's protocol in memory, where faults can be put between any two steps; and clients of it. */
export interface Model {
  readonly clock: VirtualClock
  readonly log: ModelLog
  readonly api: ModelApi
  readonly realtime: ModelRealtime
  readonly warnings: string[]
  connect(options?: Partial<ConnectOptions>): Client
  /** As the browser does when it comes online. */
  wake(): void
}

/** @param random for the clients' jitter */
export function createModel(random: () => number = () => 0.5): Model {
  const clock = new VirtualClock()
  const log = new ModelLog(() => clock.nowMs())
  const realtime = modelRealtime(log, clock)
  const api = modelApi(log, clock, me, () => realtime.wake())
  const warnings: string[] = []
  const wakes = new Set<() => void>()
  let bytes = 0
  return {
    clock,
    log,
    api,
    realtime,
    warnings,
    wake: () => wakes.forEach((wake) => wake()),
    connect: (options = {}) =>
      createClient(
        {
          token: tokenOf(me),
          pageSize: 5,
          onWarning: (message) => warnings.push(message),
          ...options,
        },
        {
          api,
          openSocket: realtime.open,
          clock,
          random,
          randomBytes: (count) => Uint8Array.from({ length: count }, () => bytes++ % 256),
          wake: (wake) => {
            wakes.add(wake)
            return () => wakes.delete(wake)
          },
        },
      ),
  }
}
