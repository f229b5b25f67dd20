import { accepted, refused, type Brand, type Parsed } from './brand.js'

export type GroupId = Brand<'GroupId'>

const slug = /^[a-z0-9][a-z0-9._-]{0,63}$/

/** 1 to 64 characters; `p.` begins the ids of groups that were created (private and direct). */
export function parseGroupId(input: unknown): Parsed<GroupId> {
  if (typeof input !== 'string') return refused('group must be a string')
  if (!slug.test(input)) {
    return refused('a group id is 1 to 64 of a-z 0-9 . _ - and begins with a letter or digit')
  }
  return accepted(input as GroupId)
}

/** Whether a group comes to exist with its first message and is everybody's. */
export function isOpenGroup(group: GroupId): boolean {
  return !group.startsWith('p.')
}

export type Tag = Brand<'Tag'>

/** A slug like a group id, of at most 32 characters. */
export function parseTag(input: unknown): Parsed<Tag> {
  if (typeof input !== 'string' || input.length > 32 || !slug.test(input)) {
    return refused('a tag is 1 to 32 of a-z 0-9 . _ - and begins with a letter or digit')
  }
  return accepted(input as Tag)
}

export const maxTags = 8
