import { number, text } from '../../src/decode.js'
import type { HistoryEntry, PageEntry, SeenMessage } from '../entries.js'
import type { GroupLog, MessageAfter } from './group-log.js'
import type { CheckedLog } from './log.js'
import type { Findings } from './promises.js'
import { offsetIn } from './sequence.js'

/** Pages and histories of one group, each against the fold up to its own position. */
export function checkReads(
  group: GroupLog,
  reads: readonly (PageEntry | HistoryEntry)[],
  log: CheckedLog,
  findings: Findings,
): void {
  checkOrder(group, reads, log, findings)
  const messages = new Map<string, MessageAfter>()
  const order: string[] = []
  let next = 0
  const at = reads
    .map((read) => ({ read, offset: offsetIn(log, group, read.position) ?? Infinity }))
    .toSorted((a, b) => a.offset - b.offset)
  for (const { read, offset } of at) {
    for (let one = group.stood[next]; one?.after && one.event.offset <= offset; one = group.stood[++next]) {
      if (!messages.has(one.messageId)) order.push(one.messageId)
      messages.set(one.messageId, one.after)
    }
    if (read.e === 'page') checkPage(read, messages, order, log, findings)
    else checkHistory(read, messages.get(read.messageId), findings)
  }
}

function checkPage(
  page: PageEntry,
  messages: ReadonlyMap<string, MessageAfter>,
  order: readonly string[],
  log: CheckedLog,
  findings: Findings,
): void {
  const name = `page of ${page.group} at ${page.position} from ${page.to}`
  const end = page.beforeMessage === undefined ? order.length : order.lastIndexOf(page.beforeMessage)
  if (end < 0) {
    findings.add('pages-are-the-fold', `${name}: the message that it comes before is not there`)
    return
  }
  const expected = order.slice(Math.max(0, end - page.limit), end)
  const got = page.messages.map(({ messageId }) => messageId)
  if (expected.join() !== got.join()) {
    const missing = expected.filter((id) => !got.includes(id)).length
    const strange = got.filter((id) => !expected.includes(id)).length
    findings.add(
      'pages-are-the-fold',
      `${name}: ${missing} messages missing, ${strange} strange, of ${expected.length}`,
    )
    return
  }
  for (const seen of page.messages) {
    const wrong = messageDifference(seen, messages.get(seen.messageId), log)
    if (wrong === undefined) continue
    const resurrected = seen.text !== undefined && messages.get(seen.messageId)?.deleted === true
    findings.add(
      resurrected ? 'deleted-stays-deleted' : 'pages-are-the-fold',
      `${name}: ${seen.messageId}: ${wrong}`,
    )
  }
}

function messageDifference(
  seen: SeenMessage,
  message: MessageAfter | undefined,
  log: CheckedLog,
): string | undefined {
  if (!message) return 'is not there'
  const { sent, deleted, version, editedMs, deletedMs } = message
  const expected: [string, unknown, unknown][] = [
    ['text', deleted ? undefined : message.text, seen.text],
    ['version', version, seen.version],
    ['author', text(sent, 'actorId'), seen.author.userId],
    ['position', `${log.generation}:${sent.partition}:${sent.offset}`, seen.position],
    ['sentAt', iso(number(sent, 'occurredAt')), seen.sentAt],
    ['editedAt', editedMs === undefined ? undefined : iso(editedMs), seen.editedAt],
    ['deletedAt', deletedMs === undefined ? undefined : iso(deletedMs), seen.deletedAt],
  ]
  const wrong = expected.find(([, wanted, got]) => wanted !== got)
  return wrong && `${wrong[0]} is ${JSON.stringify(wrong[2])} instead of ${JSON.stringify(wrong[1])}`
}

function checkHistory(read: HistoryEntry, message: MessageAfter | undefined, findings: Findings): void {
  const name = `history of ${read.messageId} at ${read.position} from ${read.to}`
  const expected = message?.texts.map(({ version, text: said, atMs }) => ({
    version,
    ...(message.deleted ? {} : { text: said }),
    editedAt: iso(atMs),
  }))
  const [wanted, got] = [JSON.stringify(expected), JSON.stringify(read.versions)]
  findings.expect(wanted === got, 'pages-are-the-fold', () => `${name}: ${got} instead of ${wanted}`)
  findings.expect(read.deleted === message?.deleted, 'pages-are-the-fold', () => `${name}: deletion`)
}

/** No answer is from before its Min-Position, nor from before an answer that was there when it was asked for. */
function checkOrder(
  group: GroupLog,
  reads: readonly (PageEntry | HistoryEntry)[],
  log: CheckedLog,
  findings: Findings,
): void {
  const answered = reads.toSorted((a, b) => a.at - b.at)
  let [done, newest] = [0, -1]
  for (const read of reads.toSorted((a, b) => a.askedAt - b.askedAt)) {
    for (let one = answered[done]; one && one.at < read.askedAt; one = answered[++done]) {
      newest = Math.max(newest, offsetIn(log, group, one.position) ?? -1)
    }
    const offset = offsetIn(log, group, read.position)
    const name = `${read.e} of ${group.group} from ${read.to} at ${read.position}`
    if (offset === undefined) {
      findings.add('reads-keep-up', `${name}, which is nowhere`)
      continue
    }
    findings.expect(
      offset >= newest,
      'reads-keep-up',
      () => `${name}, after one at ${newest} had been answered`,
    )
    if (read.minPosition === undefined) continue
    const wanted = offsetIn(log, group, read.minPosition) ?? Infinity
    findings.expect(offset >= wanted, 'reads-keep-up', () => `${name}, asked for ${read.minPosition}`)
  }
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
