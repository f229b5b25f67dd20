import { describe, expect, it } from 'vitest'
import { levels } from '../levels.js'
import { chains, evolutions } from './evolutions.js'
import { callerOf, newSubject, schemaBody } from './http.js'

/**
 * Every evolution at every level, through the interface: taken where the level allows it, 409 where it doesn't. `differences` names
 * evolutions on which the registry decides otherwise.
 */
export function describeCompatibility(
  name: string,
  url: () => string,
  differences: Readonly<Record<string, { backward: boolean; forward: boolean }>>,
): void {
  const call = callerOf(url)
  let subject: string

  async function statusesOf(level: string, schemas: readonly object[]): Promise<number[]> {
    const statuses: number[] = []
    for (const schema of schemas) {
      const answer = await call('POST', `/subjects/${subject}/versions`, schemaBody(schema))
      statuses.push(answer.status)
      if (statuses.length === 1) await call('PUT', `/config/${subject}`, { compatibility: level })
    }
    return statuses
  }

  describe.each(Object.entries(levels))(`${name}: %s`, (level, { backward, forward, transitive }) => {
    const plain = level.replace('_TRANSITIVE', '')

    it.each(evolutions)('$name', async ({ name: what, before, after, ...can }) => {
      subject = newSubject()
      const expected = differences[what] ?? can
      const allowed = (!backward || expected.backward) && (!forward || expected.forward)
      expect(await statusesOf(level, [before, after])).toEqual([200, allowed ? 200 : 409])
    })

    it.each(chains.filter(({ levels: fit }) => plain === 'NONE' || fit.includes(plain)))(
      'compared with all versions or the last: $name',
      async ({ versions }) => {
        subject = newSubject()
        expect(await statusesOf(level, versions)).toEqual([200, 200, transitive ? 409 : 200])
      },
    )
  })
}
