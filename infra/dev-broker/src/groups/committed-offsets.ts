export interface CommittedOffset {
  readonly topic: string
  readonly index: number
  readonly offset: number
  readonly metadata: string
}

/** What one group has committed, by topic and partition. */
export class CommittedOffsets {
  readonly #byTopic = new Map<string, Map<number, CommittedOffset>>()
  lastCommitMs = 0

  commit(committed: CommittedOffset, nowMs: number): void {
    const partitions = this.#byTopic.get(committed.topic) ?? new Map<number, CommittedOffset>()
    this.#byTopic.set(committed.topic, partitions.set(committed.index, committed))
    this.lastCommitMs = nowMs
  }

  get(topic: string, index: number): CommittedOffset | undefined {
    return this.#byTopic.get(topic)?.get(index)
  }

  all(): CommittedOffset[] {
    return [...this.#byTopic.values()].flatMap((partitions) => [...partitions.values()])
  }

  forgetTopic(topic: string): boolean {
    return this.#byTopic.delete(topic)
  }
}
