import type { TopicKind } from '@hanashi/schemas/topics'

/** The channel on which a projector tells that it has committed. */
export const progressChannel = 'hanashi_progress'
/** The channel on which a swap tells that another version is served. */
export const servingChannel = 'hanashi_serving'

/** What a projector tells with each commit; sent inside its transaction, so that nobody hears of what didn't happen. */
export interface ProgressNotice {
  readonly schema: string
  readonly kind: TopicKind
  readonly partition: number
  readonly nextOffset: number
  /** Groups were parked or released: look at all of it again. */
  readonly parkedChanged: boolean
}

export function formatNotice(notice: ProgressNotice): string {
  return [notice.schema, notice.kind, notice.partition, notice.nextOffset, notice.parkedChanged ? 1 : 0].join(
    ' ',
  )
}

const form = /^(rm_\d+) (groups|users) (\d+) (\d+) ([01])$/

/** Undefined for what isn't ours: anybody with the database may write to a channel. */
export function parseNotice(payload: string): ProgressNotice | undefined {
  const match = form.exec(payload)
  const [, schema, kind, partition, nextOffset, parkedChanged] = match ?? []
  if (schema === undefined || (kind !== 'groups' && kind !== 'users')) return undefined
  return {
    schema,
    kind,
    partition: Number(partition),
    nextOffset: Number(nextOffset),
    parkedChanged: parkedChanged === '1',
  }
}
