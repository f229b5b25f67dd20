import { useSyncExternalStore } from 'react'
import type { Client } from './connect.js'
import type { GroupSnapshot } from './group.js'
import type { Status } from './status.js'

/** A group as it is now, followed while the component is there. Renders again exactly when the snapshot changes. */
export function useGroup(client: Client, id: string): GroupSnapshot {
  const group = client.group(id)
  return useSyncExternalStore(group.subscribe, group.snapshot, group.snapshot)
}

/** What the connection is doing. */
export function useStatus(client: Client): Status {
  return useSyncExternalStore(client.onStatus, client.status, client.status)
}
