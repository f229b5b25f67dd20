import type {
  MessageDeleted,
  MessageEdited,
  MessageEvent,
  MessageSent,
  UserCreated,
} from '@hanashi/schemas/events'
import { parseGroupId, type GroupId } from '@hanashi/schemas/group'
import { messageIdOf, parseCommandId, parseEventId, parseMessageId, parseUserId } from '@hanashi/schemas/ids'
import type { Parsed } from '@hanashi/schemas/brand'
import { eventIdOf } from '@hanashi/schemas/command-digest'
import type { Random } from './random.js'

export function must<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

export const group = (id: string): GroupId => must(parseGroupId(id))
export const userId = (id: string) => must(parseUserId(id))

export interface HeadOptions {
  readonly commandId: string
  readonly actorId: string
  readonly occurredAt: number
}

function head(scope: string, { commandId, actorId, occurredAt }: HeadOptions) {
  const ids = { commandId: must(parseCommandId(commandId)), actorId: userId(actorId) }
  return {
    ...ids,
    eventId: must(parseEventId(eventIdOf(scope, ids.actorId, ids.commandId))),
    actorUsername: `name-${actorId.slice(0, 4)}`,
    occurredAt,
  }
}

export function sent(to: GroupId, options: HeadOptions, more: Partial<MessageSent> = {}): MessageSent {
  return {
    type: 'MessageSent',
    ...head(to, options),
    group: to,
    messageId: messageIdOf(must(parseCommandId(options.commandId))),
    kind: 'text',
    text: `text of ${options.commandId}`,
    tags: [],
    replyTo: null,
    sentAt: null,
    ...more,
  }
}

export function edited(
  of: MessageSent,
  options: HeadOptions,
  version: number,
  text = `edit ${version} of ${options.commandId}`,
): MessageEdited {
  return {
    type: 'MessageEdited',
    ...head(of.group, options),
    group: of.group,
    messageId: of.messageId,
    version,
    text,
  }
}

export function deleted(of: MessageSent, options: HeadOptions, version: number): MessageDeleted {
  return {
    type: 'MessageDeleted',
    ...head(of.group, options),
    group: of.group,
    messageId: of.messageId,
    version,
  }
}

export function userCreated(options: HeadOptions, username: string, anonymous = false): UserCreated {
  return {
    type: 'UserCreated',
    ...head('users', options),
    actorUsername: username,
    userId: userId(options.actorId),
    username,
    anonymous,
  }
}

const actors = ['a', 'b', 'c'].map((letter) => `${letter.repeat(8)}-0000-7000-8000-000000000000`)

/**
 * What can be in a log of messages: sends, edits and deletes decided on the state or on an older one, of messages that aren't there,
 * copies of earlier commands (also with another version), and keys used by somebody else.
 */
export function randomMessageEvents(
  random: Random,
  count: number,
  groups: readonly GroupId[],
): MessageEvent[] {
  const events: MessageEvent[] = []
  const sends: MessageSent[] = []
  const versions = new Map<string, number>()
  for (let i = 0; i < count; i++) {
    const options = {
      commandId: random.uuid(),
      actorId: random.pick(actors),
      occurredAt: 1_700_000_000_000 + i * 977,
    }
    const of = sends.length > 0 && random.chance(0.6) ? random.pick(sends) : undefined
    const earlier = events.length > 0 && random.chance(0.2) ? random.pick(events) : undefined
    if (earlier) {
      const copy = { ...earlier, occurredAt: options.occurredAt }
      events.push(
        copy.type === 'MessageSent' || random.chance(0.5)
          ? copy
          : { ...copy, version: copy.version + random.int(3) },
      )
    } else if (!of) {
      const tags = random.chance(0.3) ? [random.pick(['red', 'green', 'blue'])] : []
      const send = sent(random.pick(groups), options, {
        tags,
        text: random.pick([
          'hi',
          '話 👩‍👩‍👧‍👦',
          'שלום\n\t',
          "'; DROP TABLE messages;--",
          '<b>&amp;</b>',
          'e\u0301\u0302',
        ]),
        replyTo: sends.length > 0 && random.chance(0.2) ? random.pick(sends).messageId : null,
        sentAt: random.chance(0.1) ? 1_000_000_000_000 + i : null,
      })
      if (!random.chance(0.05)) events.push(send) // A few are edited and deleted without having been sent.
      sends.push(send)
    } else {
      const known = versions.get(of.messageId) ?? 1
      const decidedOn = random.chance(0.3) ? Math.max(1, known - 1) : known
      versions.set(of.messageId, Math.max(known, decidedOn + 1))
      events.push(
        random.chance(0.25) ? deleted(of, options, decidedOn + 1) : edited(of, options, decidedOn + 1),
      )
    }
  }
  return events
}

export const messageIdAt = (id: string) => must(parseMessageId(id))
