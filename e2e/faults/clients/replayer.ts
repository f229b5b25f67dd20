import { setTimeout as sleep } from 'node:timers/promises'
import { io } from 'socket.io-client'
import type { SeenEvent } from '../entries.js'
import type { Journal } from '../journal.js'
import { random } from '../random.js'
import { offsetOf, type World } from './world.js'

interface Chunk {
  readonly id: string
  readonly events: readonly SeenEvent[]
  readonly position: string
  readonly done: boolean
  readonly error?: { readonly code: string }
}

/** Asks for random ranges of history, from the beginning or from the middle, up to now. */
export async function runReplayer(
  world: World,
  journal: Journal,
  options: {
    readonly name: string
    readonly seed: number
    readonly userId: string
    readonly pauseMs: number
  },
): Promise<void> {
  const dice = random(options.seed, options.name)
  while (!world.closing.aborted) {
    await sleep(dice.between(0, 2 * options.pauseMs))
    const group = dice.pick(world.groups)
    const newest = world.acknowledged.get(group)
    if (newest === undefined) continue
    const middle = [...newest.split(':').slice(0, 2), dice.between(-1, offsetOf(newest))].join(':')
    const token = world.token(options.userId, options.name)
    await replay(world, journal, {
      url: dice.pick(world.realtimes),
      token,
      group,
      ...(dice.chance(0.5) ? { from: middle } : {}),
    })
  }
}

export interface ReplayRequest {
  readonly url: string
  readonly token: string
  readonly group: string
  readonly from?: string
}

/** One replay on a connection of its own. What came before it was interrupted is written down all the same. */
export async function replay(world: World, journal: Journal, request: ReplayRequest): Promise<boolean> {
  const { url, token, group, from } = request
  const askedAt = world.now()
  const socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { token },
    timeout: 5_000,
  })
  const events: SeenEvent[] = []
  let upTo: string | undefined
  try {
    return await new Promise<boolean>((resolve) => {
      const fail = (what: string, code?: string) => {
        journal.write({
          e: 'failed',
          at: world.now(),
          what: `replay: ${what}`,
          to: url,
          ...(code === undefined ? {} : { code }),
        })
        resolve(false)
      }
      const timer = setTimeout(() => fail('no answer'), 60_000)
      const end = (what: string, code?: string) => {
        clearTimeout(timer)
        fail(what, code)
      }
      socket.once('connect_error', (error) => end(error.message))
      socket.once('disconnect', (reason) => end(reason))
      socket.on('replay', (chunk: Chunk, acknowledge: () => void) => {
        events.push(...chunk.events)
        upTo = chunk.position
        if (chunk.error) end('ended early', chunk.error.code)
        else if (chunk.done) {
          clearTimeout(timer)
          resolve(true)
        } else acknowledge()
      })
      socket.once('connect', () => {
        const asked = { group, ...(from === undefined ? {} : { from }) }
        socket.emit('replay', asked, (answer: { ok: boolean; error?: { code: string } }) => {
          if (!answer.ok) end('refused', answer.error?.code)
        })
      })
    })
  } finally {
    socket.removeAllListeners()
    socket.close()
    if (upTo !== undefined) {
      journal.write({
        e: 'replay',
        at: world.now(),
        askedAt,
        to: url,
        group,
        ...(from === undefined ? {} : { from }),
        upTo,
        events: [...events],
      })
    }
  }
}
