import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './http.js'
import type { Page } from './pages.js'
import { offsetOf } from './position.js'

export interface PageWatcher {
  /** Pages that were read. */
  readonly pages: () => number
  /** Requests that had no page: no answer, or one that says to try again. */
  readonly failures: () => number
  /** Pages that were older than one read before, and answers that no client should have to see. */
  readonly complaints: readonly string[]
  readonly stop: () => Promise<void>
}

/** Reads the newest page of a group over and over, as a client does that has nothing better. */
export function watchPages(queryApi: string, group: string, token: string): PageWatcher {
  const complaints: string[] = []
  let [pages, failures, newest, stopped] = [0, 0, -1, false]
  const look = async () => {
    const reply = await ask('GET', `${queryApi}/messages/${group}`, { token })
    if (reply.status === 503) failures += 1
    else if (reply.status === 200) {
      const { position } = reply.json as Page
      if (offsetOf(position) < newest) complaints.push(`${position} after ${newest}`)
      newest = offsetOf(position)
      pages += 1
    } else complaints.push(`${reply.status} ${reply.text}`)
  }
  const run = async () => {
    while (!stopped) {
      try {
        await look()
      } catch (error) {
        if (!(error instanceof TypeError)) throw error
        failures += 1
      }
      await sleep(50)
    }
  }
  const running = run()
  return {
    pages: () => pages,
    failures: () => failures,
    complaints,
    stop: () => {
      stopped = true
      return running
    },
  }
}
