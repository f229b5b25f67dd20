import type { TopicKind } from '@hanashi/schemas/topics'

/**
 * What this process believes the stored next offsets to be: from Postgres at each assignment, then from its own commits. A belief that is
 * wrong costs a fence and a seek, never an event: Postgres compares.
 */
export class Beliefs {
  readonly #next = new Map<string, number>()

  get(kind: TopicKind, partition: number): number | undefined {
    return this.#next.get(`${kind}/${partition}`)
  }

  set(kind: TopicKind, partition: number, nextOffset: number): void {
    this.#next.set(`${kind}/${partition}`, nextOffset)
  }

  forget(kind: TopicKind, partition: number): void {
    this.#next.delete(`${kind}/${partition}`)
  }

  clear(): void {
    this.#next.clear()
  }
}
