import type { CommandsTable } from './commands.js'
import type { GroupsTable } from './groups.js'
import type { MessagesTable, MessageTagsTable, MessageVersionsTable } from './messages.js'
import type { ParkedTable, ProgressTable } from './progress.js'
import type { UsersTable } from './users.js'

/**
 * The tables of one version of the read models. Times are `timestamptz(3)`, read as Postgres writes them (no Date is made); `bigint`
 * is read as a number.
 */
export interface ReadModelTables {
  commands: CommandsTable
  groups: GroupsTable
  messages: MessagesTable
  message_tags: MessageTagsTable
  message_versions: MessageVersionsTable
  parked: ParkedTable
  progress: ProgressTable
  users: UsersTable
}
