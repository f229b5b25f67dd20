import type { MessageSent } from '@hanashi/schemas/events'
import type { MessageSentAnswer } from '@hanashi/schemas/http'
import { appendRefusal } from '../log/append-refusal.js'
import { appendLimit, type CommandLog } from '../log/command-log.js'
import { done, refuse, type Result } from '../result.js'
import { sentAnswer } from './answers.js'
import type { RecentMessages } from './recent-messages.js'

export interface Acceptance {
  readonly event: MessageSent
  readonly settle: (outcome: Result<MessageSentAnswer>) => void
}

/** Events of one group in their order; after the first that isn't written none is tried. Settles all of them. */
export async function appendInChunks(
  { log, recentMessages }: { readonly log: CommandLog; readonly recentMessages: RecentMessages },
  accepted: readonly Acceptance[],
  traceparent: string,
): Promise<void> {
  let failed = false
  for (const chunk of chunksOf(accepted)) {
    if (failed) {
      for (const { settle } of chunk) settle(notTried)
      continue
    }
    const outcomes = await log.appendTogether(
      chunk.map(({ event }) => event),
      traceparent,
    )
    for (const [index, { event, settle }] of chunk.entries()) {
      const appended = outcomes[index] ?? { status: 'overloaded' }
      if (appended.status === 'written') {
        recentMessages.set(event, { version: 1, deleted: false, inDoubt: false })
        settle(done(sentAnswer(event, { position: appended.position, occurredAt: event.occurredAt })))
      } else {
        failed = true
        settle({ ok: false, refusal: appendRefusal(appended, event.commandId) })
      }
    }
  }
}

const notTried = refuse('log-unavailable', 'Not tried, because one before it was not written; send it again')

export function chunksOf(accepted: readonly Acceptance[]): readonly (readonly Acceptance[])[] {
  const chunks: Acceptance[][] = []
  let bytes = Infinity
  for (const one of accepted) {
    const size = sizeOf(one.event)
    const last = chunks.at(-1)
    if (last === undefined || last.length >= appendLimit.records || bytes + size > appendLimit.bytes) {
      chunks.push([one])
      bytes = size
    } else {
      last.push(one)
      bytes += size
    }
  }
  return chunks
}

/** Not below what the record takes: ids, times, headers and tags are shorter than this. */
function sizeOf({ text, group, actorUsername }: MessageSent): number {
  return Buffer.byteLength(text) + group.length + Buffer.byteLength(actorUsername) + 1_024
}
