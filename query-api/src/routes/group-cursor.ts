import { accepted, refused, type Parsed } from '@hanashi/schemas/brand'
import { maxTimeMs } from '@hanashi/schemas/check-event'
import { parseGroupId } from '@hanashi/schemas/group'

/** A place in the order of groups: last activity, then id. */
export interface GroupCursor {
  readonly lastActivityMs: number
  readonly group: string
}

/** Before the first group. */
export const firstGroups: GroupCursor = { lastActivityMs: maxTimeMs + 1, group: '' }

export function formatGroupCursor({ lastActivityMs, group }: GroupCursor): string {
  return Buffer.from(`${lastActivityMs} ${group}`).toString('base64url')
}

export function parseGroupCursor(input: string): Parsed<GroupCursor> {
  const text = Buffer.from(input.slice(0, 200), 'base64url').toString('utf8')
  const match = /^(0|[1-9][0-9]{0,14}) (.+)$/.exec(text)
  const group = parseGroupId(match?.[2])
  const lastActivityMs = Number(match?.[1])
  if (!group.ok || !(lastActivityMs <= maxTimeMs))
    return refused('a cursor is one that a page of groups gave')
  return accepted({ lastActivityMs, group: group.value })
}
