import { setTimeout as sleep } from 'node:timers/promises'
import type { View } from './expected-view.js'
import { connect, type SocketClient } from './socket-client.js'

export interface Follower {
  /** Everything that was received, over all connections, in the order of its arrival. */
  readonly events: () => readonly View[]
  readonly connections: () => number
  readonly stop: () => void
}

/**
 * Follows a group as a good client does: it keeps the position of the last event, and when the connection is lost it comes back and
 * subscribes from there.
 * @param from a position to begin after
 */
export function follow(url: string, token: string, group: string, from: string): Follower {
  const finished: View[] = []
  let current: SocketClient | undefined
  let connections = 0
  let stopped = false
  const seen = () => [...finished, ...(current?.eventsOf(group) ?? [])]

  const run = async () => {
    while (!stopped) {
      const client = await tryConnect(url, token)
      if (client) {
        connections += 1
        const lost = new Promise<void>((resolve) => client.socket.once('disconnect', () => resolve()))
        const after = finished.at(-1)?.position ?? from
        current = client
        if (client.socket.connected && (await subscribed(client, group, after))) await lost
        finished.push(...client.eventsOf(group))
        current = undefined
        client.close()
      }
      await sleep(100)
    }
  }
  const running = run()
  running.catch((error: unknown) => {
    stopped = true
    throw error
  })
  return {
    events: seen,
    connections: () => connections,
    stop: () => {
      stopped = true
      current?.close()
    },
  }
}

async function tryConnect(url: string, token: string): Promise<SocketClient | undefined> {
  try {
    return await connect(url, token)
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

async function subscribed(client: SocketClient, group: string, after: string): Promise<boolean> {
  try {
    return (await client.ask('subscribe', { group, after })).ok
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}
