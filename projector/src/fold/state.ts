import type { CommandEvent } from '@hanashi/schemas/events'
import type { MessageState } from '@hanashi/schemas/effective'
import type { TopicKind } from '@hanashi/schemas/topics'

/** A message while a batch is folded. */
export interface FoldedMessage extends MessageState {
  /** Whether it was in the tables before this batch. */
  readonly stored: boolean
  readonly group: string
  readonly messageId: string
  readonly authorId: string
  readonly authorUsername: string
  /** Milliseconds since the epoch, as all times here. */
  readonly sentAtMs: number
  version: number
  deleted: boolean
  /** Null once it is deleted. */
  text: string | null
  editedAtMs: number | null
  deletedAtMs: number | null
}

/** A message that this batch makes; later events of the batch change it before it is written. */
export interface NewMessage extends FoldedMessage {
  readonly partition: number
  readonly seq: number
  readonly kind: string
  readonly tags: readonly string[]
  readonly replyTo: string | null
}

export interface NewVersion {
  /** Where it is deleted at the batch's end, the version is written without text. */
  readonly message: FoldedMessage
  readonly version: number
  readonly text: string | null
  readonly editedAtMs: number
  readonly editorId: string
  readonly editorUsername: string
}

export interface NewUser {
  readonly userId: string
  readonly username: string
  readonly usernameKey: string
  readonly anonymous: boolean
  readonly createdAtMs: number
  readonly seq: number
}

export interface NewCommand {
  readonly kind: TopicKind
  readonly scope: string
  readonly partition: number
  readonly offset: number
  readonly event: CommandEvent
  readonly digest: Buffer
  readonly stood: boolean
}

export interface GroupChange {
  lastActivityMs: number
  /** Messages that the batch adds. */
  addedMessages: number
  /** seq of the last of them; -1 where it adds none. */
  lastSeq: number
}

export interface NewParked {
  readonly offset: number
  readonly group: string | null
  readonly reason: string
}

/** Those rows of the tables that the batch touches. */
export interface Loaded {
  readonly messages: Map<string, FoldedMessage>
  /** Who gave the commands that are known, by {@link commandKeyOf}. */
  readonly commandActors: Map<string, string>
  readonly userIds: Set<string>
  readonly usernameKeys: Set<string>
  readonly parkedGroups: Set<string>
}

/** What has to be written. */
export interface Differences {
  readonly newMessages: NewMessage[]
  /** Stored messages that are different now. */
  readonly changedMessages: Set<FoldedMessage>
  readonly newVersions: NewVersion[]
  /** Stored messages that are deleted now, and may have versions in the tables that still have their text. */
  readonly scrubbed: Set<FoldedMessage>
  readonly groups: Map<string, GroupChange>
  readonly commands: NewCommand[]
  readonly users: NewUser[]
  readonly parked: NewParked[]
}

export interface FoldTarget {
  readonly partition: number
  readonly loaded: Loaded
  readonly differences: Differences
}

export function newLoaded(): Loaded {
  return {
    messages: new Map(),
    commandActors: new Map(),
    userIds: new Set(),
    usernameKeys: new Set(),
    parkedGroups: new Set(),
  }
}

export function newDifferences(): Differences {
  return {
    newMessages: [],
    changedMessages: new Set(),
    newVersions: [],
    scrubbed: new Set(),
    groups: new Map(),
    commands: [],
    users: [],
    parked: [],
  }
}

export function messageKeyOf(group: string, messageId: string): string {
  return `${group}/${messageId}`
}

export function commandKeyOf(scope: string, commandId: string): string {
  return `${scope}/${commandId}`
}

/** Notes that an event of the group stood. */
export function touchGroup(
  { groups }: Differences,
  group: string,
  occurredAtMs: number,
  newSeq?: number,
): void {
  const change = groups.get(group) ?? { lastActivityMs: 0, addedMessages: 0, lastSeq: -1 }
  change.lastActivityMs = occurredAtMs
  if (newSeq !== undefined) {
    change.addedMessages += 1
    change.lastSeq = newSeq
  }
  groups.set(group, change)
}
