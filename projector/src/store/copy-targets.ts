import type { NewCommand, NewMessage, NewUser, NewVersion } from '../fold/state.js'
import type { CopyTarget } from './copy.js'

export const messages: CopyTarget<'messages', NewMessage> = {
  table: 'messages',
  columns: [
    'group_id',
    'message_id',
    'partition',
    'seq',
    'author_id',
    'author_username',
    'kind',
    'text',
    'tags',
    'reply_to',
    'sent_at',
    'edited_at',
    'deleted_at',
    'version',
  ],
  write: (to, message) => {
    to.text(message.group)
    to.uuid(message.messageId)
    to.int4(message.partition)
    to.int8(message.seq)
    to.uuid(message.authorId)
    to.text(message.authorUsername)
    to.text(message.kind)
    to.text(message.text)
    to.textArray(message.tags)
    to.uuid(message.replyTo)
    to.timestamptz(message.sentAtMs)
    to.timestamptz(message.editedAtMs)
    to.timestamptz(message.deletedAtMs)
    to.int4(message.version)
  },
}

export interface TagRow {
  readonly group: string
  readonly tag: string
  readonly seq: number
}

export const messageTags: CopyTarget<'message_tags', TagRow> = {
  table: 'message_tags',
  columns: ['group_id', 'tag', 'seq'],
  write: (to, row) => {
    to.text(row.group)
    to.text(row.tag)
    to.int8(row.seq)
  },
}

export const messageVersions: CopyTarget<'message_versions', NewVersion> = {
  table: 'message_versions',
  columns: ['group_id', 'message_id', 'version', 'text', 'edited_at', 'editor_id', 'editor_username'],
  write: (to, version) => {
    to.text(version.message.group)
    to.uuid(version.message.messageId)
    to.int4(version.version)
    to.text(version.message.deleted ? null : version.text)
    to.timestamptz(version.editedAtMs)
    to.uuid(version.editorId)
    to.text(version.editorUsername)
  },
}

export const users: CopyTarget<'users', NewUser> = {
  table: 'users',
  columns: ['user_id', 'username', 'username_key', 'anonymous', 'created_at', 'seq'],
  write: (to, user) => {
    to.uuid(user.userId)
    to.text(user.username)
    to.text(user.usernameKey)
    to.bool(user.anonymous)
    to.timestamptz(user.createdAtMs)
    to.int8(user.seq)
  },
}

export const commands: CopyTarget<'commands', NewCommand> = {
  table: 'commands',
  columns: [
    'kind',
    'scope',
    'command_id',
    'partition',
    'seq',
    'actor_id',
    'digest',
    'type',
    'occurred_at',
    'message_id',
    'user_id',
    'version',
    'stood',
  ],
  write: (to, { kind, scope, partition, offset, event, digest, stood }) => {
    to.text(kind)
    to.text(scope)
    to.uuid(event.commandId)
    to.int4(partition)
    to.int8(offset)
    to.uuid(event.actorId)
    to.bytea(digest)
    to.text(event.type)
    to.timestamptz(event.occurredAt)
    if (event.type === 'UserCreated') {
      to.null()
      to.uuid(event.userId)
      to.null()
    } else {
      to.uuid(event.messageId)
      to.null()
      to.int4(event.type === 'MessageSent' ? 1 : event.version)
    }
    to.bool(stood)
  },
}
