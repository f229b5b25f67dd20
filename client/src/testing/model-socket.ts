import type { EventView } from '@hanashi/schemas/socket'
import { problemDocument } from '@hanashi/schemas/problems'
import { unreachable } from '../core/failure.js'
import type { Clock } from '../io/clock.js'
import type { AnswerOf, AskName, AskOf, OpenSocket, SocketHandlers } from '../io/socket.js'
import type { ModelLog } from './model-log.js'

export interface ModelRealtime {
  readonly open: OpenSocket
  online: boolean
  /** Chunks of replays that were sent. */
  chunks: number
  /** Frames have at most this many events; it changes how streams interleave. */
  frameSize: number
  /** A longer gap is answered with resync. */
  maxGap: number
  /** Sends each frame a second time, out of its place. */
  repeats: boolean
  /** Copies are sent too, where the original was. */
  leaksCopies: boolean
  /** Every connection is gone without either side noticing, as after a sleep. */
  silence(): void
  /** Ends every connection in the middle of whatever it is sending. */
  cut(): void
  resync(group: string): void
  positions(): void
  /** Something was appended. */
  wake(): void
}

interface Session {
  readonly subscriptions: Map<string, { cursor: number; readonly start: number }>
  readonly handlers: SocketHandlers
  open: boolean
  silent: boolean
  pump(): void
  tell(deliver: (handlers: SocketHandlers) => void): void
}

const latencyMs = 1

/** realtime over the model's log: in order on each connection, nothing after its end. */
export function modelRealtime(log: ModelLog, clock: Clock): ModelRealtime {
  const sessions = new Set<Session>()
  const end = (session: Session) => {
    session.open = false
    sessions.delete(session)
    session.handlers.closed(unreachable)
  }

  const model: ModelRealtime = {
    online: true,
    chunks: 0,
    frameSize: 2,
    maxGap: 1_000,
    repeats: false,
    leaksCopies: false,
    silence: () => sessions.forEach((session) => (session.silent = true)),
    cut: () => [...sessions].forEach(end),
    resync(group) {
      for (const session of sessions)
        if (session.subscriptions.delete(group))
          session.tell((handlers) => handlers.resync({ group, reason: 'gap-too-long' }))
    },
    positions() {
      for (const session of sessions) {
        const positions = [...session.subscriptions].map(([group, { cursor }]) => [
          group,
          log.position(cursor),
        ])
        session.tell((handlers) =>
          handlers.positions(Object.fromEntries(positions) as Record<string, string>),
        )
      }
    },
    wake: () => sessions.forEach((session) => session.pump()),
    open(_token, handlers) {
      const session = createSession(handlers)
      clock.after(2 * latencyMs, () => {
        if (!session.open) return
        if (!model.online) return end(session)
        sessions.add(session)
        handlers.opened()
      })
      return {
        ask<Name extends AskName>(
          name: Name,
          request: AskOf[Name],
          timeoutMs: number,
          answer: (answer: AnswerOf[Name] | undefined) => void,
        ) {
          clock.after(session.silent ? timeoutMs : latencyMs, () => {
            if (!session.open || session.silent) answer(undefined)
            else handle(session, name, request, answer as (answer: unknown) => void)
          })
        },
        close() {
          session.open = false
          sessions.delete(session)
        },
      }
    },
  }
  return model

  function createSession(handlers: SocketHandlers): Session {
    let [lastMs, pumping] = [0, false]
    const session: Session = {
      subscriptions: new Map(),
      handlers,
      open: true,
      silent: false,
      tell(deliver) {
        lastMs = Math.max(lastMs, clock.nowMs() + latencyMs)
        clock.after(lastMs - clock.nowMs(), () => {
          if (session.open && !session.silent) deliver(handlers)
        })
      },
      pump() {
        if (pumping || !session.open) return
        pumping = true
        clock.after(latencyMs, () => {
          pumping = false
          let more = false
          for (const [group, subscription] of session.subscriptions) {
            const frame = eventsAfter(group, subscription.cursor, subscription.start).slice(
              0,
              model.frameSize,
            )
            const last = frame.at(-1)
            subscription.cursor = last ? offsetOf(last) : log.end
            if (!last) continue
            more = true
            session.tell((client) => client.events(frame))
            if (model.repeats) session.tell((client) => client.events(frame.toReversed()))
          }
          if (more) session.pump()
        })
      },
    }
    return session
  }

  function handle(session: Session, name: AskName, request: unknown, answer: (answer: unknown) => void) {
    const { group, after, from } = request as { group: string; after?: string; from?: string }
    const reply = (value: unknown) => session.tell(() => answer(value))
    const place = after ?? from
    const [generation, , offset] = place?.split(':') ?? [log.generation, 0, log.end]
    if (name === 'unsubscribe') {
      session.subscriptions.delete(group)
      return reply({ ok: true })
    }
    if (name === 'subscribe') {
      session.subscriptions.delete(group)
      if (
        generation !== log.generation ||
        Number(offset) > log.end ||
        log.end - Number(offset) > model.maxGap
      )
        return reply({ ok: false, error: problemDocument('resync-needed', 'again', { group }) })
      session.subscriptions.set(group, { cursor: Number(offset), start: Number(offset) })
      reply({ ok: true, position: place ?? log.position(log.end) })
      return session.pump()
    }
    if (generation !== log.generation)
      return reply({ ok: false, error: problemDocument('position-gone', 'again') })
    const id = `replay ${clock.nowMs()} ${Math.random()}`
    reply({ ok: true, id })
    const [start, to] = [from === undefined ? -1 : Number(offset), log.end]
    const step = (cursor: number) => {
      if (!log.generation.startsWith(String(generation))) return
      const rest = eventsAfter(group, cursor, start).filter((event) => offsetOf(event) <= to)
      const events = rest.slice(0, model.frameSize)
      const last = events.at(-1)
      const position = log.position(last ? offsetOf(last) : to)
      model.chunks++
      session.tell((client) =>
        client.replay({ id, events, position, done: !last }, () => {
          if (last) clock.after(latencyMs, () => step(offsetOf(last)))
        }),
      )
    }
    step(start)
  }

  function eventsAfter(group: string, cursor: number, start: number): EventView[] {
    const originals = new Map<string, number>()
    return log.events.filter((event) => {
      const offset = offsetOf(event)
      const original = originals.get(event.eventId) ?? offset
      originals.set(event.eventId, original)
      const stands = original === offset || (model.leaksCopies && original > start)
      return event.group === group && offset > cursor && stands
    })
  }
}

function offsetOf({ position }: EventView): number {
  return Number(position.split(':')[2])
}
