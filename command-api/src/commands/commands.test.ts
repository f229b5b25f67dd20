import { commandDigest } from '@hanashi/schemas/command-digest'
import { eventType } from '@hanashi/schemas/events'
import { parseGroupId } from '@hanashi/schemas/group'
import { parseCommandId, parseMessageId, parseUserId, type UserId } from '@hanashi/schemas/ids'
import { parseText } from '@hanashi/schemas/text'
import { parseUsername } from '@hanashi/schemas/username'
import type { Parsed } from '@hanashi/schemas/brand'
import { describe, expect, it } from 'vitest'
import { decideCreateUser } from './create-user.js'
import { decideDeleteMessage } from './delete-message.js'
import { decideEditMessage } from './edit-message.js'
import { decideSendMessage, type SendMessage } from './send-message.js'

function valid<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

const id = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`
const user = (n: number) => valid(parseUserId(id(n)))
const aki = { userId: user(1), username: 'aki' }
const now = 1_700_000_000_000

const send: SendMessage = {
  commandId: valid(parseCommandId(id(10))),
  actor: aki,
  group: valid(parseGroupId('global')),
  text: valid(parseText('hi')),
  kind: 'text',
  tags: [],
  replyTo: null,
  sentAt: null,
}
const change = {
  commandId: valid(parseCommandId(id(20))),
  actor: aki,
  group: send.group,
  messageId: valid(parseMessageId(id(10))),
  ifMatch: undefined,
}
const edit = { ...change, text: valid(parseText('hi!')) }
const remove = { ...change, moderator: false }
const message = (over: { authorId?: UserId; version?: number; deleted?: boolean } = {}) => ({
  authorId: aki.userId,
  version: 1,
  deleted: false,
  ...over,
})

describe('SendMessage', () => {
  it('given an open group, then MessageSent with the command’s id as the message’s', () => {
    const result = decideSendMessage(send, { replyTargetThere: false }, now)
    expect(result).toMatchObject({
      ok: true,
      value: {
        type: eventType.MessageSent,
        messageId: id(10),
        commandId: id(10),
        occurredAt: now,
        sentAt: null,
      },
    })
  })
  it('given the same command at another time, then the same event but for the time', () => {
    const [first, second] = [now, now + 60_000].map((at) =>
      decideSendMessage(send, { replyTargetThere: true }, at),
    )
    if (!first?.ok || !second?.ok) throw new Error('refused')
    expect({ ...second.value, occurredAt: now }).toEqual(first.value)
    expect(commandDigest(second.value)).toEqual(commandDigest(first.value))
  })
  it('given a group that would have had to be created, then group-not-found', () => {
    const group = valid(parseGroupId('p.abc'))
    expect(decideSendMessage({ ...send, group }, { replyTargetThere: true }, now)).toMatchObject({
      refusal: { code: 'group-not-found' },
    })
  })
  it.each([
    [true, { ok: true, value: { replyTo: id(9) } }],
    [false, { ok: false, refusal: { code: 'reply-not-found' } }],
  ])('given a reply whose target is there: %s', (replyTargetThere, expected) => {
    const replyTo = valid(parseMessageId(id(9)))
    expect(decideSendMessage({ ...send, replyTo }, { replyTargetThere }, now)).toMatchObject(expected)
  })
})

describe('EditMessage', () => {
  it('given one’s own message, then MessageEdited with the next version', () => {
    expect(decideEditMessage(edit, message({ version: 4 }), now)).toMatchObject({
      ok: true,
      value: { type: eventType.MessageEdited, version: 5, text: 'hi!' },
    })
  })
  it('given different versions, then events of one digest', () => {
    const results = [1, 7].map((version) => decideEditMessage(edit, message({ version }), now))
    const digests = results.map((result) => (result.ok ? commandDigest(result.value).toString('hex') : ''))
    expect(digests[0]).toBe(digests[1])
  })
  it.each([
    ['nothing', undefined, undefined, 'message-not-found'],
    ['another’s', message({ authorId: user(2) }), undefined, 'not-the-author'],
    ['another’s, deleted', message({ authorId: user(2), deleted: true }), undefined, 'not-the-author'],
    ['a deleted one', message({ deleted: true }), undefined, 'message-deleted'],
    ['a newer version', message({ version: 3 }), 2, 'version-mismatch'],
  ])('given %s, then refused', (_, given, ifMatch, code) => {
    expect(decideEditMessage({ ...edit, ifMatch }, given, now)).toMatchObject({
      ok: false,
      refusal: { code },
    })
  })
  it('given the version that If-Match names, then edited', () => {
    expect(decideEditMessage({ ...edit, ifMatch: 3 }, message({ version: 3 }), now).ok).toBe(true)
  })
})

describe('DeleteMessage', () => {
  it('given one’s own message, then MessageDeleted', () => {
    expect(decideDeleteMessage(remove, message({ version: 2 }), now)).toMatchObject({
      ok: true,
      value: { type: eventType.MessageDeleted, version: 3 },
    })
  })
  it('given another’s message, then only a moderator may', () => {
    const theirs = message({ authorId: user(2) })
    expect(decideDeleteMessage(remove, theirs, now)).toMatchObject({ refusal: { code: 'not-the-author' } })
    expect(decideDeleteMessage({ ...remove, moderator: true }, theirs, now).ok).toBe(true)
  })
  it('given a deleted message, then refused', () => {
    expect(decideDeleteMessage(remove, message({ deleted: true }), now)).toMatchObject({
      refusal: { code: 'message-deleted' },
    })
  })
})

describe('CreateUser', () => {
  const create = (name: string) => ({
    commandId: send.commandId,
    userId: aki.userId,
    username: valid(parseUsername(name)),
    anonymous: false,
  })
  it('given a free name, then UserCreated by the user itself', () => {
    expect(decideCreateUser(create('aki'), { nameTaken: false }, now)).toMatchObject({
      ok: true,
      value: { type: eventType.UserCreated, username: 'aki', userId: aki.userId, actorId: aki.userId },
    })
  })
  it.each([
    ['aki', true, 'username-taken'],
    ['Аdmin', false, 'reserved-username'],
  ])('given %s, then refused', (name, nameTaken, code) => {
    expect(decideCreateUser(create(name), { nameTaken }, now)).toMatchObject({ ok: false, refusal: { code } })
  })
})
