import { setTimeout as sleep } from 'node:timers/promises'
import type { HistoryEntry, PageEntry, SeenMessage } from '../entries.js'
import type { Journal } from '../journal.js'
import type { Random } from '../random.js'
import { askOnce, type Reply } from './ask.js'
import type { World } from './world.js'

export interface ReadPage extends PageEntry {
  readonly before?: string
}

export interface PageQuestion {
  readonly group: string
  readonly limit: number
  readonly minPosition?: string
  readonly before?: { readonly cursor: string; readonly message: string }
}

export interface Pager {
  /** The newest page, however often it has to be asked for; undefined when the run ends before. */
  readonly newest: (group: string) => Promise<ReadPage | undefined>
  /** One page, or undefined where there was no good answer. */
  readonly page: (question: PageQuestion) => Promise<ReadPage | undefined>
  readonly history: (
    group: string,
    messageId: string,
    minPosition?: string,
  ) => Promise<HistoryEntry | undefined>
}

/** Reads from any instance of query-api, and writes down what it got. */
export function createPager(world: World, journal: Journal, userId: string, dice: Random): Pager {
  const token = world.token(userId, 'reader')
  const get = async (path: string, minPosition: string | undefined) => {
    const to = dice.pick(world.queryApis)
    const askedAt = world.now()
    const headers: Record<string, string> = minPosition === undefined ? {} : { 'min-position': minPosition }
    const reply = await askOnce('GET', to + path, { token, headers, timeoutMs: 12_000 })
    if (reply?.status === 200) return { to, askedAt, json: reply.json }
    journal.write({ e: 'failed', at: world.now(), what: `GET ${path}`, to, ...problemOf(reply) })
    return undefined
  }
  const page = async ({ group, limit, minPosition, before }: PageQuestion): Promise<ReadPage | undefined> => {
    const query = before === undefined ? '' : `&before=${encodeURIComponent(before.cursor)}`
    const got = await get(`/messages/${group}?limit=${limit}${query}`, minPosition)
    if (got === undefined) return undefined
    const {
      messages,
      position,
      before: cursor,
    } = got.json as unknown as {
      messages: readonly SeenMessage[]
      position: string
      before?: string
    }
    const entry: PageEntry = {
      e: 'page',
      at: world.now(),
      askedAt: got.askedAt,
      to: got.to,
      group,
      limit,
      ...(minPosition === undefined ? {} : { minPosition }),
      ...(before === undefined ? {} : { beforeMessage: before.message }),
      position,
      messages: messages.map(keep),
    }
    journal.write(entry)
    return { ...entry, ...(cursor === undefined ? {} : { before: cursor }) }
  }
  return {
    page,
    newest: async (group) => {
      while (!world.gone.aborted) {
        const got = await page({ group, limit: 50 })
        if (got) return got
        await sleep(dice.between(100, 600))
      }
      return undefined
    },
    history: async (group, messageId, minPosition) => {
      const got = await get(`/messages/${group}/${messageId}/history`, minPosition)
      if (got === undefined) return undefined
      const { versions, position, deletedAt } = got.json as unknown as {
        versions: HistoryEntry['versions']
        position: string
        deletedAt?: string
      }
      const entry: HistoryEntry = {
        e: 'history',
        at: world.now(),
        askedAt: got.askedAt,
        to: got.to,
        group,
        messageId,
        ...(minPosition === undefined ? {} : { minPosition }),
        position,
        deleted: deletedAt !== undefined,
        versions: versions.map(({ version, text, editedAt }) => ({
          version,
          ...(text === undefined ? {} : { text }),
          editedAt,
        })),
      }
      journal.write(entry)
      return entry
    },
  }
}

function problemOf(reply: Reply | undefined): { status?: number; code?: string } {
  if (reply === undefined) return {}
  const { code } = reply.json
  return { status: reply.status, ...(typeof code === 'string' ? { code } : {}) }
}

function keep(message: SeenMessage): SeenMessage {
  const { messageId, group, author, text, version, position, sentAt, editedAt, deletedAt } = message
  return {
    messageId,
    group,
    author,
    version,
    position,
    sentAt,
    ...(text === undefined ? {} : { text }),
    ...(editedAt === undefined ? {} : { editedAt }),
    ...(deletedAt === undefined ? {} : { deletedAt }),
  }
}
