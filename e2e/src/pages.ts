import { expectStatus } from './http.js'

export interface PageMessage {
  readonly messageId: string
  readonly text?: string
  readonly position: string
  readonly version: number
  readonly author: { readonly userId: string; readonly username: string }
  readonly kind: string
  readonly tags: readonly string[]
  readonly sentAt: string
  readonly editedAt?: string
  readonly deletedAt?: string
  readonly replyTo?: string
}

export interface Page {
  readonly messages: readonly PageMessage[]
  readonly position: string
  readonly before?: string
  readonly after?: string
}

export function getPage(
  queryApi: string,
  group: string,
  token: string,
  query = '',
  minPosition?: string,
): Promise<Page> {
  return expectStatus(200, 'GET', `${queryApi}/messages/${group}${query}`, {
    token,
    ...(minPosition === undefined ? {} : { headers: { 'min-position': minPosition } }),
  })
}

/** All messages of a group, oldest first, by walking the pages backwards from the newest. */
export async function allPages(
  queryApi: string,
  group: string,
  token: string,
  minPosition?: string,
): Promise<PageMessage[]> {
  const pages: (readonly PageMessage[])[] = []
  let cursor: string | undefined
  do {
    const query = `?limit=200${cursor === undefined ? '' : `&before=${encodeURIComponent(cursor)}`}`
    const page = await getPage(queryApi, group, token, query, cursor === undefined ? minPosition : undefined)
    pages.unshift(page.messages)
    cursor = page.before
  } while (cursor !== undefined)
  return pages.flat()
}
