import type { Entry } from '../entries.js'

export interface FaultWindow {
  readonly kind: string
  readonly target: string
  readonly from: number
  readonly to: number
}

/** When which fault lasted. */
export function faultWindows(entries: Iterable<Entry>): FaultWindow[] {
  const begun = new Map<number, number>()
  const windows: FaultWindow[] = []
  for (const entry of entries) {
    if (entry.e !== 'fault') continue
    const { number, kind, target } = entry
    if (entry.phase === 'begun') begun.set(number, entry.at)
    else windows.push({ kind, target, from: begun.get(number) ?? 0, to: entry.at })
  }
  return windows
}

/** How long a service may take to notice that what was away has come back. */
const afterMs = 5_000

export function anyOverlaps(windows: readonly FaultWindow[], from: number, to: number): boolean {
  return windows.some((one) => from <= one.to + afterMs && one.from <= to)
}

/**
 * Whether an instance of realtime may have been behind the log in a span of time: it was stopped, or cut off from Kafka. What
 * such an instance has in memory is as of where it is, deletions too.
 */
export type MayBeBehind = (url: string, from: number, to: number) => boolean

export function createMayBeBehind(
  windows: readonly FaultWindow[],
  realtimes: Readonly<Record<string, string>>,
): MayBeBehind {
  return (url, from, to) => {
    const name = realtimes[url] ?? ''
    const concerning = windows.filter(
      ({ target }) => target === name || target === `${name}>kafka` || /^kafka(-\d+)?$/.test(target),
    )
    return anyOverlaps(concerning, from, to)
  }
}
