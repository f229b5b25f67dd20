import { randomUUID } from 'node:crypto'
import type { GroupId } from '@hanashi/schemas/group'
import type { ReplayAck } from '@hanashi/schemas/socket'
import { failure } from './failure.js'
import { Replay, type ReplayParts } from './replay.js'

/** The replays of one socket, at most `maxReplays` at a time. */
export class Replays {
  readonly #running = new Map<string, Replay>()
  readonly #maxReplays: number
  readonly #parts: Omit<ReplayParts, 'ended'>
  #stopped = false

  constructor(maxReplays: number, parts: Omit<ReplayParts, 'ended'>) {
    this.#maxReplays = maxReplays
    this.#parts = parts
  }

  get size(): number {
    return this.#running.size
  }

  begin(
    range: {
      readonly group: GroupId
      readonly partition: number
      readonly after: number
      readonly to: number
    },
    ack: (answer: ReplayAck) => void,
  ): void {
    if (this.#stopped) return
    if (this.#running.size >= this.#maxReplays) {
      const detail = `A socket has at most ${this.#maxReplays} replays at a time. Wait until one is done.`
      return ack(failure('too-many-requests', detail))
    }
    const id = randomUUID()
    const replay = new Replay(id, range, { ...this.#parts, ended: () => this.#running.delete(id) })
    this.#running.set(id, replay)
    ack({ ok: true, id })
    replay.start()
  }

  stop(): void {
    this.#stopped = true
    for (const replay of this.#running.values()) replay.stop()
    this.#running.clear()
  }
}
