import { createClient, type Client } from './client.js'
import type { ConnectOptions } from './client-options.js'
import { createApi } from './io/api.js'
import { systemClock } from './io/clock.js'
import { createHttp } from './io/http.js'
import { socketOpener } from './io/socket.js'
import { resolveUrls } from './io/urls.js'
import { browserWake } from './io/wake.js'

export type { Client } from './client.js'
export type { ConnectOptions } from './client-options.js'

/** More than any service waits before it answers. */
const httpTimeoutMs = 30_000

/**
 * Connects, and stays connected: one connection for any number of groups.
 * @throws TypeError where a URL is missing or none
 */
export function connect(options: ConnectOptions): Client {
  const urls = resolveUrls(options)
  const http = createHttp((url, init) => fetch(url, init), httpTimeoutMs)
  return createClient(options, {
    api: createApi(http, urls),
    openSocket: socketOpener(urls.realtime),
    clock: systemClock,
    random: Math.random,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    wake: browserWake,
  })
}
