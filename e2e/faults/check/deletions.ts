import type { Entry } from '../entries.js'
import { offsetOf } from '../clients/world.js'

/** From when on somebody has seen a group's projection at an offset or beyond. */
export interface Deletions {
  readonly visibleAt: (group: string, offset: number) => number | undefined
}

/** From the positions of all pages that were answered. */
export function collectDeletions(entries: Iterable<Entry>): Deletions {
  const pages = new Map<string, { readonly at: number; readonly offset: number }[]>()
  for (const entry of entries) {
    if (entry.e !== 'page') continue
    const known = pages.get(entry.group) ?? []
    pages.set(entry.group, known)
    known.push({ at: entry.at, offset: offsetOf(entry.position) })
  }
  for (const [group, list] of pages) {
    const reached: { at: number; offset: number }[] = []
    for (const page of list.toSorted((a, b) => a.at - b.at)) {
      if (page.offset > (reached.at(-1)?.offset ?? -1)) reached.push(page)
    }
    pages.set(group, reached)
  }
  return {
    visibleAt: (group, offset) => {
      const list = pages.get(group) ?? []
      let [low, high] = [0, list.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((list[middle]?.offset ?? Infinity) >= offset) high = middle
        else low = middle + 1
      }
      return list[low]?.at
    },
  }
}
