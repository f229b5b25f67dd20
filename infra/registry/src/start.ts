import { createServer } from 'node:http'
import { createApp } from './app.js'
import { openJournal } from './journal.js'
import { parseJournalRecord } from './journal-record.js'
import type { Log } from './log.js'
import { apply, emptyState } from './state.js'
import { Store } from './store.js'
import { packageVersion } from './version.js'

const drainTimeoutMs = 5_000

export interface Registry {
  /** As SCHEMA_REGISTRY_URL takes it. */
  readonly url: string
  /** Takes no new request, answers those that it has (for up to 5 s), closes the journal. */
  close(): Promise<void>
}

/** Reads the journal in `dataDir` and listens. Rejects with EADDRINUSE where the port is taken. */
export async function startRegistry(options: {
  host: string
  port: number
  dataDir: string
  log: Log
}): Promise<Registry> {
  const { log } = options
  const { journal, records, cutBytes } = await openJournal(options.dataDir)
  if (cutBytes > 0) log('warn', 'cut off a record that was never finished', { bytes: cutBytes })
  const state = emptyState()
  for (const record of records) apply(state, parseJournalRecord(record))
  const store = new Store(state, journal)
  const server = createServer(createApp(store, log, packageVersion()))
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port, options.host, resolve)
    })
  } catch (error) {
    await store.close()
    throw error
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the registry listens on no TCP port')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  const url = `http://${host}:${address.port}`
  log('info', 'listening', { url, subjects: state.subjects.size, schemas: state.textById.size })

  let closing: Promise<void> | undefined
  const close = async (): Promise<void> => {
    const timer = setTimeout(() => server.closeAllConnections(), drainTimeoutMs)
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeIdleConnections()
    })
    clearTimeout(timer)
    await store.close()
    log('info', 'stopped')
  }
  return { url, close: () => (closing ??= close()) }
}
