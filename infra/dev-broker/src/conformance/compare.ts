import type { Sightings } from './observation.js'

export interface Difference {
  readonly name: string
  readonly expected: string
  readonly found: string
}

/** Where `seen` isn't what is expected. For a name in `known` that is what must be: one that has become equal is told as well. */
export function compare(
  expected: Sightings,
  seen: Sightings,
  known: Readonly<Record<string, string>>,
): Difference[] {
  return Object.entries(seen).flatMap(([name, value]) => {
    const wanted = JSON.stringify(expected[name] ?? 'nothing recorded')
    const found = JSON.stringify(value)
    const isKnown = name in known
    if ((wanted === found) !== isKnown) return []
    return [{ name, expected: isKnown ? 'a difference, as is listed' : wanted, found }]
  })
}
