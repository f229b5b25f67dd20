import type { FoundMessage } from '@hanashi/read-model/messages'
import type { CommandEvent } from '@hanashi/schemas/events'
import { parseGroupId } from '@hanashi/schemas/group'
import { parseCommandId, parseMessageId, parseUserId } from '@hanashi/schemas/ids'
import type { Parsed } from '@hanashi/schemas/brand'
import { parseText } from '@hanashi/schemas/text'
import { describe, expect, it } from 'vitest'
import { RecentCommands } from '../idempotency/recent-commands.js'
import type { Appended, CommandLog } from '../log/command-log.js'
import { done } from '../result.js'
import { createChangeMessage } from './change-message.js'
import { createFindMessage } from './find-message.js'
import { RecentMessages } from './recent-messages.js'

function valid<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

const ann = { userId: valid(parseUserId('01890000-0000-7000-8000-000000000001')), username: 'ann' }
const group = valid(parseGroupId('tea'))
const messageId = valid(parseMessageId('01890000-0000-7000-8000-000000000010'))
const request = { keyed: false, traceparent: '' }
let ids = 100
const commandId = () => valid(parseCommandId(`01890000-0000-7000-8000-000000000${ids++}`))
const edit = (text: string) => ({
  commandId: commandId(),
  actor: ann,
  group,
  messageId,
  text: valid(parseText(text)),
  ifMatch: undefined,
})

/** Faults of log and projection by hand: what is appended, and what the read model shows when. */
function world(projected: FoundMessage | undefined) {
  const state = { projected, afterCatchUp: projected, outcomes: [] as Appended['status'][] }
  const appended: CommandEvent[] = []
  const waits: number[] = []
  const append = (event: CommandEvent): Promise<Appended> => {
    const status = state.outcomes.shift() ?? 'written'
    if (status === 'overloaded') return Promise.resolve({ status })
    if (status !== 'written') return Promise.resolve({ status, reason: 'a fault' })
    appended.push(event)
    const offset = appended.length
    return Promise.resolve({ status, position: `g1abcd:0:${offset}`, partition: 0, offset })
  }
  const log: CommandLog = { append, appendTogether: () => Promise.resolve([]), partitionOf: () => 0 }
  const recentMessages = new RecentMessages()
  const findMessage = createFindMessage({
    findMessage: () => Promise.resolve(state.projected),
    catchUp: () => {
      waits.push(0)
      state.projected = state.afterCatchUp
      return Promise.resolve(done('caught-up'))
    },
    partitionOf: () => 0,
    recent: recentMessages,
  })
  const handler = createChangeMessage({
    log,
    recentMessages,
    recentCommands: new RecentCommands(),
    findFirstAttempt: () => Promise.resolve(done(undefined)),
    findCommand: () => Promise.resolve(undefined),
    findMessage,
    clock: () => 1_700_000_000_000,
  })
  return { state, appended, waits, handler }
}

const message = (version: number): FoundMessage => ({
  authorId: ann.userId,
  version,
  deleted: false,
  position: 'g1abcd:0:0',
})

describe('changes of one message', () => {
  it('at once see each other, however far the projection is', async () => {
    const { handler } = world(message(1))
    const results = await Promise.all(['a', 'b', 'c'].map((text) => handler.edit(edit(text), request)))
    expect(results).toMatchObject([2, 3, 4].map((version) => ({ ok: true, value: { version } })))
  })

  it('after a delete are refused, before the projection knows of it', async () => {
    const { handler } = world(message(1))
    const remove = {
      commandId: commandId(),
      actor: ann,
      group,
      messageId,
      ifMatch: undefined,
      moderator: false,
    }
    expect(await handler.remove(remove, request)).toMatchObject({ ok: true })
    expect(await handler.edit(edit('late'), request)).toMatchObject({ refusal: { code: 'message-deleted' } })
  })

  it('are decided on what another instance had acknowledged, before the projection had it', async () => {
    const { handler, state, waits } = world(message(1))
    state.afterCatchUp = message(2)
    expect(await handler.edit(edit('after theirs'), request)).toMatchObject({ value: { version: 3 } })
    expect(waits).toHaveLength(1)
  })

  it('need no waiting where the version decides nothing', async () => {
    const { handler, waits } = world(message(1))
    const remove = { commandId: commandId(), actor: ann, group, messageId, moderator: false }
    expect(await handler.remove({ ...remove, ifMatch: undefined }, request)).toMatchObject({ ok: true })
    expect(waits).toHaveLength(0)
    expect(await handler.remove({ ...remove, ifMatch: 1 }, request)).toMatchObject({ ok: false })
    expect(waits).toHaveLength(1)
  })

  it('take the version of the read model where somebody else went on', async () => {
    const { handler, state } = world(message(1))
    await handler.edit(edit('mine'), request)
    state.afterCatchUp = message(9)
    expect(await handler.edit(edit('after theirs'), request)).toMatchObject({ value: { version: 10 } })
  })

  it('wait for the log’s end after an outcome that is unknown', async () => {
    const { handler, state, waits } = world(message(1))
    state.outcomes = ['unknown']
    expect(await handler.edit(edit('lost?'), request)).toMatchObject({ refusal: { code: 'outcome-unknown' } })
    state.afterCatchUp = message(2)
    expect(await handler.edit(edit('next'), request)).toMatchObject({ value: { version: 3 } })
    expect(waits).toHaveLength(2)
    expect(await handler.edit(edit('and next'), request)).toMatchObject({ value: { version: 4 } })
  })

  it('that were surely not written leave nothing behind', async () => {
    const { handler, state } = world(message(1))
    state.outcomes = ['refused', 'overloaded']
    expect(await handler.edit(edit('a'), request)).toMatchObject({ refusal: { code: 'log-unavailable' } })
    expect(await handler.edit(edit('b'), request)).toMatchObject({ refusal: { code: 'overloaded' } })
    expect(await handler.edit(edit('c'), request)).toMatchObject({ value: { version: 2 } })
  })

  it('wait for a message that is not there yet, then say that it isn’t', async () => {
    const { handler, state, waits } = world(undefined)
    expect(await handler.edit(edit('a'), request)).toMatchObject({ refusal: { code: 'message-not-found' } })
    state.afterCatchUp = message(1)
    expect(await handler.edit(edit('b'), request)).toMatchObject({ ok: true })
    expect(waits).toHaveLength(2)
  })
})
