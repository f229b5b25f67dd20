import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandEntry, CommandKind } from '../entries.js'
import type { Journal } from '../journal.js'
import type { Random } from '../random.js'
import { askOnce, type Reply } from './ask.js'
import { offsetOf, type World } from './world.js'

export type NewCommand = Omit<CommandEntry, 'e' | 'at' | 'command'>

export interface Outcome {
  readonly command: string
  /** The answer that ended it; undefined where it was given up. */
  readonly reply: Reply | undefined
}

export interface Giver {
  /**
   * Gives a command, and again with the same key for as long as trying again makes sense: as a good client does.
   * @param how `once`: a client that gives up after the first attempt; `both`: each attempt on two instances at once
   */
  readonly give: (command: NewCommand, token: string, how?: 'patiently' | 'once' | 'both') => Promise<Outcome>
}

export function createGiver(world: World, journal: Journal, name: string, dice: Random): Giver {
  let count = 0
  const attempt = async (command: CommandEntry, token: string, number: number, to: string) => {
    const id = { command: command.command, attempt: number }
    journal.write({ e: 'attempt', at: world.now(), ...id, to })
    const [method, path, body] = requestOf(command)
    // Now and then less patient than the server, so that the next attempt overlaps this one.
    const timeoutMs = dice.chance(0.15) ? dice.between(300, 1_500) : 12_000
    const reply = await askOnce(method, to + path, {
      ...(token === '' ? {} : { token }),
      headers: { 'idempotency-key': command.key },
      ...(body === undefined ? {} : { body }),
      timeoutMs,
    })
    journal.write({ e: 'answer', at: world.now(), ...id, ...(reply && shortened(reply)) })
    return reply
  }
  return {
    give: async (wanted, token, how = 'patiently') => {
      const command: CommandEntry = {
        e: 'command',
        at: world.now(),
        command: `${name}/${++count}`,
        ...wanted,
      }
      journal.write(command)
      for (let number = 1; ; number += 2) {
        const [one, other] = dice.shuffled(world.commandApis)
        if (one === undefined) throw new Error('there is no command-api')
        const replies = await Promise.all([
          attempt(command, token, number, one),
          ...(how === 'both' && other !== undefined ? [attempt(command, token, number + 1, other)] : []),
        ])
        const final =
          replies.find((reply) => reply !== undefined && reply.status < 300) ?? replies.find(isFinal)
        if (final) {
          const { position } = final.json
          if (typeof position === 'string' && command.group !== '')
            acknowledge(world, command.group, position)
          return { command: command.command, reply: final }
        }
        if (how === 'once' || world.gone.aborted) return { command: command.command, reply: undefined }
        await sleep(dice.between(40, Math.min(2_000, 150 + number * 100)))
      }
    },
  }
}

function acknowledge({ acknowledged }: World, group: string, position: string): void {
  const newest = acknowledged.get(group)
  if (newest === undefined || offsetOf(newest) < offsetOf(position)) acknowledged.set(group, position)
}

/** Trying again may help after 429 and 5xx, and where there was no answer. */
function isFinal(reply: Reply | undefined): reply is Reply {
  return reply !== undefined && reply.status < 500 && reply.status !== 429
}

const methods = { send: 'POST', edit: 'PUT', delete: 'DELETE', user: 'POST' } satisfies Record<
  CommandKind,
  string
>

function requestOf(command: CommandEntry): [method: string, path: string, body: object | undefined] {
  const { kind, group, messageId, text, username } = command
  const method = methods[kind]
  switch (kind) {
    case 'user':
      return [method, '/users', { username }]
    case 'send':
      return [method, `/messages/${group}`, { text }]
    case 'edit':
      return [method, `/messages/${group}/${messageId}`, { text }]
    case 'delete':
      return [method, `/messages/${group}/${messageId}`, undefined]
  }
}

function shortened({ status, json }: Reply): { status: number; code?: string; body?: Reply['json'] } {
  const { token: _secret, ...body } = json
  if (status < 300) return { status, body }
  return { status, ...(typeof json['code'] === 'string' ? { code: json['code'] } : {}) }
}
