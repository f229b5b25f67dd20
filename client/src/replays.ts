import type { ReplayAck, ReplayChunk } from '@hanashi/schemas/socket'
import { failureOf, unreachable, type Failure } from './core/failure.js'
import type { AskOf } from './io/socket.js'
import type { Link } from './link.js'
import { ReplaySlots } from './replay-slots.js'

/** Of one replay on one connection. Nothing is called after `ended`. */
export interface ReplayHandlers {
  /** Every event after the chunk before, up to its position. The next one comes after `more`. */
  chunk(chunk: ReplayChunk, more: () => void): void
  /** `undefined`: everything was sent up to the last chunk's position. */
  ended(why: Failure | undefined): void
}

interface Running {
  readonly handlers: ReplayHandlers
  readonly leave: () => void
}

const maxReplays = 4
/** Chunks that come before the answer that names them. */
const maxEarly = 64

/** The replays of the present connection. */
export class Replays {
  readonly #link: () => Link
  readonly #slots = new ReplaySlots(maxReplays)
  readonly #running = new Map<string, Running>()
  readonly #starting = new Set<Running>()
  #early: { readonly chunk: ReplayChunk; readonly more: () => void }[] = []

  /** @param link read when it is needed, as it is made with this */
  constructor(link: () => Link) {
    this.#link = link
  }

  /** @returns what ends it; `ended` is not called then */
  begin(request: AskOf['replay'], handlers: ReplayHandlers): () => void {
    let stopped = false
    const leave = this.#slots.take(() => {
      if (stopped) return
      this.#starting.add(one)
      this.#link().ask('replay', request, (answer) => {
        if (this.#starting.delete(one)) this.#answered(one, answer)
      })
    })
    const one: Running = { handlers, leave }
    return () => {
      stopped = true
      leave()
      this.#starting.delete(one)
      for (const [id, running] of this.#running) if (running === one) this.#running.delete(id)
    }
  }

  /** A chunk of the server. One that nobody waits for isn't acknowledged, so that the server gives up. */
  take(chunk: ReplayChunk, more: () => void): void {
    const running = this.#running.get(chunk.id)
    if (!running) {
      if (this.#starting.size > 0 && this.#early.length < maxEarly) this.#early.push({ chunk, more })
      return
    }
    if (!chunk.done) return running.handlers.chunk(chunk, more)
    more()
    this.#running.delete(chunk.id)
    running.leave()
    if (chunk.error) return running.handlers.ended(failureOf(chunk.error, chunk.error.status))
    running.handlers.chunk(chunk, () => undefined)
    running.handlers.ended(undefined)
  }

  /** The connection is gone, and its replays with it. */
  lost(): void {
    const all = [...this.#running.values(), ...this.#starting]
    this.#running.clear()
    this.#starting.clear()
    this.#early = []
    for (const { leave, handlers } of all) {
      leave()
      handlers.ended(unreachable)
    }
  }

  #answered(one: Running, answer: ReplayAck | undefined): void {
    if (!answer?.ok) {
      one.leave()
      one.handlers.ended(answer ? failureOf(answer.error, answer.error.status) : unreachable)
      return
    }
    this.#running.set(answer.id, one)
    const early = this.#early.filter(({ chunk }) => chunk.id === answer.id)
    this.#early = this.#early.filter(({ chunk }) => chunk.id !== answer.id)
    for (const { chunk, more } of early) this.take(chunk, more)
  }
}
