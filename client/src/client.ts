import type { EventView } from '@hanashi/schemas/socket'
import type { ConnectOptions } from './client-options.js'
import { KeyMaker } from './core/key-maker.js'
import { Timeline } from './core/timeline.js'
import type { TokenClaims } from './core/token-claims.js'
import { Group } from './group.js'
import { GroupSync, type GroupStatus } from './group-sync.js'
import type { Api } from './io/api.js'
import type { Clock } from './io/clock.js'
import type { OpenSocket } from './io/socket.js'
import type { ServiceUrls } from './io/urls.js'
import type { WakeSource } from './io/wake.js'
import { Link } from './link.js'
import { createLoadPage } from './load-page.js'
import { memoryStorage } from './memory-storage.js'
import { Outbox } from './outbox.js'
import { createPerform } from './perform.js'
import { replay, type ReplayRequest } from './replay.js'
import { Replays } from './replays.js'
import { sameStatus, statusOf, type Status } from './status.js'
import { storedCommands } from './stored-commands.js'
import { Tokens } from './tokens.js'

/** What a client is made of besides; tests give others. */
export interface ClientParts {
  readonly api: Api
  readonly openSocket: OpenSocket
  readonly clock: Clock
  readonly random: () => number
  readonly randomBytes: (count: number) => Uint8Array
  readonly wake: WakeSource
}

export interface Client {
  /** The same object for the same id. */
  group(id: string): Group
  /** The same object until something changes. */
  readonly status: () => Status
  /** Calls back when the status changed. @returns what ends that */
  readonly onStatus: (listener: () => void) => () => void
  /** Whose token it is; undefined until there is one. */
  me(): TokenClaims | undefined
  /** A range of a group's history, and with `follow` what comes after it. */
  replay(request: ReplayRequest): AsyncGenerator<EventView, void>
  setToken(token: string): void
  /** For good. What waits to be sent stays in the storage. */
  close(): void
}

export function createClient(options: Omit<ConnectOptions, keyof ServiceUrls>, parts: ClientParts): Client {
  const { clock, random } = parts
  const {
    pageSize = 50,
    maxMessages = 200_000,
    storage = memoryStorage(),
    onWarning: warn = () => undefined,
  } = options
  const groups = new Map<string, { readonly group: Group; readonly sync: GroupSync }>()
  const listeners = new Set<() => void>()
  const ended = new AbortController()
  const keys = new KeyMaker(() => clock.nowMs(), parts.randomBytes)
  let status: Status = { state: 'connecting', waiting: 0 }
  let wasUp = false

  const tokens = new Tokens({
    ...(options.token === undefined ? {} : { token: options.token }),
    ...(options.getToken && { getToken: options.getToken }),
    clock,
    random,
    warn,
    changed: () => {
      link.tokenChanged()
      outbox.wake()
      for (const { sync } of groups.values()) sync.wake()
      statusChanged()
    },
  })
  const loadPage = createLoadPage(parts.api, tokens)
  const outbox = new Outbox({
    storage: storedCommands(storage, warn),
    perform: createPerform(parts.api, tokens),
    restored: ({ key }) => keys.follow(key),
    isOurs: (command) => {
      const me = tokens.claims?.userId
      return command.userId === undefined || me === undefined || command.userId === me
    },
    clock,
    random,
    changed: (id) => {
      groups.get(id)?.group.changed()
      statusChanged()
    },
  })
  const replays = new Replays(() => link)
  const link = new Link({
    open: parts.openSocket,
    tokens,
    clock,
    random,
    events: (events) => {
      const [first] = events
      if (first) groups.get(first.group)?.sync.events(events)
    },
    positions: (positions) => {
      for (const [id, position] of Object.entries(positions)) groups.get(id)?.sync.position(position)
    },
    resync: ({ group }) => groups.get(group)?.sync.resync(),
    replay: (chunk, more) => replays.take(chunk, more),
    changed: linkChanged,
  })

  function linkChanged(): void {
    const up = link.state.state === 'up'
    if (up !== wasUp) {
      wasUp = up
      if (!up) replays.lost()
      for (const { sync } of groups.values()) (up ? () => sync.connected() : () => sync.disconnected())()
      if (up) outbox.wake()
    }
    statusChanged()
  }

  function statusChanged(): void {
    const followed = [...groups.values()].filter(({ sync }) => sync.started)
    const next = statusOf(
      link.state,
      tokens.refusal,
      followed.map(({ sync }) => sync.status),
      outbox.waiting,
    )
    if (sameStatus(status, next)) return
    status = next
    for (const listener of listeners) listener()
  }

  const onStatus = (listener: () => void) => {
    const own = () => listener()
    listeners.add(own)
    return () => void listeners.delete(own)
  }

  function group(id: string): Group {
    const known = groups.get(id)
    if (known) return known.group
    const timeline = new Timeline(maxMessages)
    let lastStatus: GroupStatus | undefined
    const sync: GroupSync = new GroupSync({
      group: id,
      timeline,
      link,
      replays,
      loadPage,
      pageSize,
      clock,
      random,
      changed: () => {
        made.changed()
        if (sync.status === lastStatus) return
        lastStatus = sync.status
        statusChanged()
      },
      advanced: () => made.advanced(),
    })
    const made: Group = new Group({
      id,
      timeline,
      sync,
      outbox,
      loadPage,
      pageSize,
      newKey: () => keys.next(),
      complete: (draft) => {
        const me = tokens.claims
        const actor = me && { userId: me.userId, username: me.username }
        return { ...draft, ...actor, group: id, madeAtMs: clock.nowMs() }
      },
    })
    groups.set(id, { group: made, sync })
    return made
  }

  const endWake = parts.wake(() => {
    link.wake()
    outbox.wake()
    for (const { sync } of groups.values()) sync.wake()
  })
  link.start()
  void outbox.start()

  return {
    group,
    status: () => status,
    onStatus,
    me: () => tokens.claims,
    replay: (request) =>
      replay(request, {
        replays,
        clock,
        random,
        signal: ended.signal,
        whenUp: (signal) => whenUp(() => link.state.state === 'up', onStatus, signal),
        tap: (id, happened) => group(id).tap(happened),
      }),
    setToken: (token) => tokens.set(token),
    close() {
      ended.abort()
      endWake()
      for (const { sync } of groups.values()) sync.stop()
      outbox.close()
      tokens.close()
      link.close()
    },
  }
}

function whenUp(isUp: () => boolean, onStatus: Client['onStatus'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isUp() && !signal.aborted) return
      stop()
      signal.removeEventListener('abort', look)
      resolve()
    }
    const stop = onStatus(look)
    signal.addEventListener('abort', look)
    look()
  })
}
