import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import type { SeenEvent } from '../entries.js'
import type { Journal } from '../journal.js'
import { random, type Random } from '../random.js'
import { createPager } from './pager.js'
import { beginningOf, type World } from './world.js'

export interface ReaderOptions {
  readonly name: string
  readonly seed: number
  readonly userId: string
  readonly groups: readonly string[]
  /** How long it is away when it leaves of its own accord, and how often it does. Never where left out. */
  readonly leaves?: { readonly everyMs: number; readonly longestMs: number }
  /** Now and then stops reading its connection for this long. */
  readonly pausesMs?: number
  /** Now and then forgets all that it has, and begins anew where a command has just been acknowledged. */
  readonly forgets?: boolean
}

export interface Reader {
  /** The position of the last event seen of each group. */
  readonly seen: ReadonlyMap<string, string>
  /** Stays connected from now on, and no longer forgets. */
  readonly settle: () => void
  readonly stop: () => Promise<void>
}

interface SubscribeAnswer {
  readonly ok: boolean
  readonly position?: string
  readonly error?: { readonly code: string }
}

/**
 * Follows groups as a good client does: it keeps the position of the last event of each, comes back after every loss of the
 * connection to any instance, and subscribes from there. Told to `resync`, it takes a page and subscribes from the page's position.
 */
export function startReader(world: World, journal: Journal, options: ReaderOptions): Reader {
  const dice = random(options.seed, options.name)
  const pager = createPager(world, journal, options.userId, dice)
  const token = world.token(options.userId, options.name)
  const seen = new Map<string, string>()
  let [connections, settled, stopped] = [0, false, false]
  let current: Socket | undefined

  const connection = async () => {
    const number = ++connections
    const url = dice.pick(world.realtimes)
    const socket = io(url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token },
      timeout: 5_000,
    })
    current = socket
    const lost = lostOnce(socket)
    const subscribe = async (group: string, after: string | undefined, anew: boolean): Promise<void> => {
      if (stopped || !socket.connected) return
      journal.write({
        e: 'subscribe',
        at: world.now(),
        connection: number,
        group,
        ...(after === undefined ? {} : { after }),
        anew,
      })
      if (anew) seen.delete(group)
      const answer = await answerOf(socket, { group, ...(after === undefined ? {} : { after }) })
      if (answer === undefined) {
        socket.close() // The server is not well; another connection may be.
        return
      }
      const code = answer.error?.code
      journal.write({
        e: 'subscribed',
        at: world.now(),
        connection: number,
        group,
        ...(answer.position === undefined ? {} : { position: answer.position }),
        ...(code === undefined ? {} : { code }),
      })
      if (answer.ok) {
        if (answer.position !== undefined && !seen.has(group)) seen.set(group, after ?? answer.position)
      } else if (code === 'resync-needed' || code === 'position-gone') await resync(group)
      else {
        await sleep(dice.between(200, 800))
        await subscribe(group, after, anew)
      }
    }
    const resync = async (group: string) => {
      const page = await pager.newest(group)
      if (page !== undefined) await subscribe(group, page.position, true)
      else socket.close()
    }
    socket.on('events', (events: readonly SeenEvent[]) => {
      journal.write({ e: 'events', at: world.now(), connection: number, events: events.map(keep) })
      for (const { group, position } of events) seen.set(group, position)
    })
    socket.on('resync', ({ group, reason }: { group: string; reason: string }) => {
      journal.write({ e: 'resync', at: world.now(), connection: number, group, reason })
      resync(group).catch((error: unknown) => socket.emit('error', error))
    })
    const why = await Promise.race([lost, connected(socket)])
    if (why === undefined) {
      journal.write({ e: 'connected', at: world.now(), connection: number, to: url })
      const subscribing = Promise.all(
        options.groups.map((group) => {
          if (options.forgets === true && !settled && dice.chance(0.3)) {
            return subscribe(group, dice.chance(0.5) ? world.acknowledged.get(group) : undefined, true)
          }
          const after = seen.get(group) ?? firstPosition(world, group)
          return subscribe(group, after, !seen.has(group))
        }),
      )
      await Promise.race([lost, subscribing.then(() => leaveSometime(socket, dice, options, () => settled))])
      socket.close()
      await lost
      await subscribing
    }
    const said = await lost
    journal.write({ e: 'disconnected', at: world.now(), connection: number, to: url, why: said })
  }
  const run = async () => {
    while (!stopped) {
      await connection()
      const away = !settled && options.leaves !== undefined && dice.chance(0.5)
      await sleep(away ? dice.between(100, options.leaves?.longestMs ?? 0) : dice.between(50, 400))
    }
  }
  const running = run()
  return {
    seen,
    settle: () => {
      settled = true
    },
    stop: () => {
      stopped = true
      current?.close()
      return running
    },
  }
}

/** The beginning of the group's partition, as far as anything is known of it yet. */
function firstPosition(world: World, group: string): string | undefined {
  const known = world.acknowledged.get(group)
  return known === undefined ? undefined : beginningOf(known)
}

async function leaveSometime(
  socket: Socket,
  dice: Random,
  options: ReaderOptions,
  settled: () => boolean,
): Promise<void> {
  const { leaves, pausesMs } = options
  if (leaves === undefined && pausesMs === undefined) return new Promise(() => undefined)
  for (;;) {
    await sleep(dice.between(500, leaves?.everyMs ?? 8_000))
    if (settled()) return new Promise(() => undefined)
    if (pausesMs === undefined) return
    const stream = rawSocket(socket)
    stream?.pause()
    await sleep(dice.between(500, pausesMs))
    stream?.resume()
  }
}

/** The TCP connection below: what isn't read from it fills the server's buffers, as a slow network does. */
function rawSocket(socket: Socket): { pause: () => void; resume: () => void } | undefined {
  const transport = socket.io.engine?.transport as unknown as
    { ws?: { pause?: () => void; resume?: () => void } } | undefined
  const ws = transport?.ws
  if (typeof ws?.pause !== 'function' || typeof ws.resume !== 'function') return undefined
  return { pause: () => ws.pause?.(), resume: () => ws.resume?.() }
}

function connected(socket: Socket): Promise<undefined> {
  return new Promise((resolve) => socket.once('connect', () => resolve(undefined)))
}

function lostOnce(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('disconnect', (reason) => resolve(reason))
    socket.once('connect_error', (error) => {
      socket.close()
      resolve(`refused: ${error.message}`)
    })
  })
}

async function answerOf(socket: Socket, request: object): Promise<SubscribeAnswer | undefined> {
  try {
    return (await socket.timeout(15_000).emitWithAck('subscribe', request)) as SubscribeAnswer
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

function keep(event: SeenEvent): SeenEvent {
  const { type, group, position, eventId, occurredAt, actor, messageId, version, text, redacted } = event
  return {
    type,
    group,
    position,
    eventId,
    occurredAt,
    actor,
    messageId,
    version,
    ...(text === undefined ? {} : { text }),
    ...(redacted === undefined ? {} : { redacted }),
  }
}
