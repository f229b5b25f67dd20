import type { EventView, ReplayChunk } from '@hanashi/schemas/socket'
import { backoffMs } from './core/backoff.js'
import type { Failure } from './core/failure.js'
import type { Clock } from './io/clock.js'
import type { Replays } from './replays.js'

export interface ReplayRequest {
  readonly group: string
  /** Only events after this position; from the beginning where it is left out. */
  readonly from?: string | undefined
  /** Up to this position, included; up to now where it is left out. */
  readonly to?: string | undefined
  /** Goes on with what comes, for ever. Not together with `to`. */
  readonly follow?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** The range can't be given: the position is of another log, or the group isn't this person's. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.detail)
    this.failure = failure
  }
}

export interface ReplayParts {
  readonly replays: Pick<Replays, 'begin'>
  readonly clock: Clock
  readonly random: () => number
  /** Resolves when there is a connection. */
  readonly whenUp: (signal: AbortSignal) => Promise<void>
  /** Calls back whenever something happens in a group. */
  readonly tap: (group: string, happened: () => void) => () => void
  readonly signal: AbortSignal
}

const retryLimits = { firstMs: 500, maxMs: 30_000 }
/** A server gives a replay up when a chunk isn't acknowledged for 30 s. Whoever takes longer over one begins another after it. */
const patienceMs = 20_000

/**
 * Events of a group one by one, each once, in the log's order, over any number of connections. One chunk is held at a time: the server
 * sends the next when the last event of the one before was taken. With `follow` what happens later is asked for in the same way, so
 * that a slow reader costs no memory.
 *
 * Ends when the signal aborts or the client is closed.
 * @throws ReplayError for what no repetition would change
 */
export async function* replay(request: ReplayRequest, parts: ReplayParts): AsyncGenerator<EventView, void> {
  const { group, to, follow = false } = request
  const signal = request.signal ? AbortSignal.any([request.signal, parts.signal]) : parts.signal
  const news = createNews()
  const untap = follow ? parts.tap(group, news.happened) : () => undefined
  signal.addEventListener('abort', news.happened)
  let position = request.from
  let failures = 0
  try {
    while (!signal.aborted) {
      await parts.whenUp(signal)
      news.forget()
      const chunks = openChunks(
        { group, ...(position !== undefined && { from: position }), ...(to !== undefined && { to }) },
        parts,
        signal,
      )
      try {
        for (;;) {
          const next = await chunks.next()
          if (next.status === 'ended') {
            if (next.why && !isTransient(next.why)) throw new ReplayError(next.why)
            if (next.why) await pause(parts, signal, backoffMs(failures++, parts.random(), retryLimits))
            else if (!follow) return
            else await news.wait(signal)
            break
          }
          failures = 0
          const cameMs = parts.clock.nowMs()
          for (const event of next.chunk.events) {
            if (signal.aborted) return
            yield event
          }
          position = next.chunk.position
          if (parts.clock.nowMs() - cameMs > patienceMs) break
          next.more()
        }
      } finally {
        chunks.close()
      }
    }
  } finally {
    untap()
    signal.removeEventListener('abort', news.happened)
  }
}

type Next =
  | { readonly status: 'chunk'; readonly chunk: ReplayChunk; readonly more: () => void }
  | { readonly status: 'ended'; readonly why: Failure | undefined }

/** One replay on one connection as a queue; the server's waiting for acknowledgements keeps it at two. */
function openChunks(
  request: { readonly group: string; readonly from?: string; readonly to?: string },
  { replays }: ReplayParts,
  signal: AbortSignal,
) {
  const queue: Next[] = []
  let wanted: ((next: Next) => void) | undefined
  const give = (next: Next) => {
    if (wanted) wanted(next)
    else queue.push(next)
    wanted = undefined
  }
  const stop = replays.begin(request, {
    chunk: (chunk, more) => give({ status: 'chunk', chunk, more }),
    ended: (why) => give({ status: 'ended', why }),
  })
  const aborted = () => give({ status: 'ended', why: undefined })
  signal.addEventListener('abort', aborted)
  return {
    next: () => {
      const next = queue.shift()
      return next ? Promise.resolve(next) : new Promise<Next>((resolve) => (wanted = resolve))
    },
    close: () => {
      signal.removeEventListener('abort', aborted)
      stop()
    },
  }
}

/** Whether something happened since it was forgotten. */
function createNews() {
  let there = false
  let wanted: (() => void) | undefined
  return {
    happened: () => {
      there = true
      wanted?.()
    },
    forget: () => (there = false),
    wait: (signal: AbortSignal) =>
      there || signal.aborted ? Promise.resolve() : new Promise<void>((resolve) => (wanted = resolve)),
  }
}

function pause({ clock }: ReplayParts, signal: AbortSignal, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(delayMs, done)
    signal.addEventListener('abort', done)
  })
}

function isTransient({ status }: Failure): boolean {
  return status === 0 || status === 429 || status >= 500
}
