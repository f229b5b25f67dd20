import type { EventType } from './events.js'

/** The two topics that hold the truth. */
export type TopicKind = 'groups' | 'users'

export const defaultTopics = { groups: 'chat.groups.g1', users: 'chat.users.g1' } as const satisfies Record<
  TopicKind,
  string
>

/** Partitions of a new topic: `users` has one, because names have an order. */
export const defaultPartitions = { groups: 12, users: 1 } as const satisfies Record<TopicKind, number>

/** The first letter of a generation's name. */
export const generationLetter = { groups: 'g', users: 'u' } as const satisfies Record<TopicKind, string>

/** The one key of `users`: all of its records are in one partition. */
export const usersKey = 'users'

/** Which topics an event may be in. */
export const topicsOfEvent = {
  LogOpened: ['groups', 'users'],
  UserCreated: ['users'],
  MessageSent: ['groups'],
  MessageEdited: ['groups'],
  MessageDeleted: ['groups'],
} as const satisfies { [Type in EventType]: readonly TopicKind[] }

/**
 * Record headers. `schema` is the SHA-256 of the writer schema's parsing canonical form (32 bytes): a schema id belongs to one
 * registry, a fingerprint to all. `traceparent` is W3C Trace Context.
 */
export const headerName = { schema: 'schema-sha256', traceparent: 'traceparent' } as const

/** The subject of a record by TopicRecordNameStrategy: `chat.groups.g1-hanashi.events.MessageSent`. */
export function subjectOf(topic: string, type: EventType): string {
  return `${topic}-hanashi.events.${type}`
}
