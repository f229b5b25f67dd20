import type { PartitionLog } from '../log/partition-log.js'
import type { Peer } from '../server/connection.js'

export interface Wait {
  readonly needBytes: number
  readonly maxWaitMs: number
  readonly peer: Peer
}

/** Resolves when `needBytes` have been appended to the logs, one of them goes away, the time is over, or the client left. */
export function untilAppended(logs: readonly (PartitionLog | undefined)[], wait: Wait): Promise<void> {
  return new Promise((resolve) => {
    let missingBytes = wait.needBytes
    const undo = logs.flatMap((log) => log?.onAppend(appended) ?? [])
    const timer = setTimeout(finish, wait.maxWaitMs)
    undo.push(wait.peer.onClose(finish))

    function appended(bytes: number): void {
      missingBytes -= bytes
      if (missingBytes <= 0 || bytes === 0) finish()
    }
    function finish(): void {
      clearTimeout(timer)
      for (const release of undo) release()
      resolve()
    }
  })
}
