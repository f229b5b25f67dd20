import { isBlank, parseText } from '@hanashi/schemas/text'
import { DayClock } from './day-clock.js'
import { messageIdOfLine } from './ids.js'
import { parseLine } from './line.js'
import { People, type Person } from './people.js'
import type { RawLine } from './read-lines.js'
import { parseAnnotations, resolveReplies, type Annotations } from './replies.js'

/** What one line says. */
export interface PlannedMessage {
  /** From 0. */
  readonly line: number
  readonly messageId: string
  readonly author: Person
  readonly kind: 'text' | 'action'
  readonly text: string
  readonly sentAtMs: number
  readonly replyTo: string | undefined
}

/** Something that was not taken over: where (from 0), and why. */
export interface Finding {
  readonly kind: 'blank' | 'unreadable' | 'not-allowed' | 'reply' | 'annotation'
  readonly line: number
  readonly reason: string
}

export interface Plan {
  readonly file: string
  readonly lines: number
  readonly system: number
  readonly renames: number
  readonly messages: readonly PlannedMessage[]
  readonly findings: readonly Finding[]
  readonly earlierParents: number
}

export interface LogFile {
  /** Name without folder; part of the messages' ids. */
  readonly file: string
  /** `YYYY-MM-DD` */
  readonly day: string
  readonly group: string
  readonly lines: readonly RawLine[]
  /** Text of the annotation file. */
  readonly annotations: string | undefined
}

/** Everything that importing a file will say. Each line is a message, a system line, or among the findings. */
export function planFile({ file, day, group, lines, annotations: text }: LogFile): Plan {
  const people = new People(day)
  const clock = new DayClock(day)
  const said: Omit<PlannedMessage, 'replyTo'>[] = []
  const findings: Finding[] = []
  const isNot = new Map<number, string>()
  let system = 0
  let renames = 0
  const find = (
    line: number,
    kind: 'blank' | 'unreadable' | 'not-allowed',
    reason: string,
    short: string,
  ) => {
    findings.push({ kind, line, reason })
    isNot.set(line, short)
  }
  for (const [number, raw] of lines.entries()) {
    const line = raw === undefined ? invalidUtf8 : parseLine(raw)
    switch (line.type) {
      case 'renamed':
        people.rename(line.from, line.to)
        renames += 1
        isNot.set(number, 'is a system line')
        break
      case 'system':
        system += 1
        isNot.set(number, 'is a system line')
        break
      case 'unreadable':
        find(number, 'unreadable', line.reason, 'could not be read')
        break
      case 'said':
      case 'did': {
        const sentAtMs = clock.timeMs(line.minute)
        const author = people.speaker(line.nick)
        const allowed = parseText(line.text)
        if (isBlank(line.text)) find(number, 'blank', `<${line.nick}> said nothing`, 'is blank')
        else if (!allowed.ok) find(number, 'not-allowed', allowed.reason, 'is not allowed as a message')
        else {
          const messageId = messageIdOfLine(file, number, group)
          const kind = line.type === 'said' ? 'text' : 'action'
          said.push({ line: number, messageId, author, kind, text: line.text, sentAtMs })
        }
      }
    }
  }
  const links = text === undefined ? none : parseAnnotations(text)
  const replies = resolveReplies(links.links, (line) =>
    line < lines.length ? isNot.get(line) : 'is not in the file',
  )
  for (const { link, reason } of replies.refused) findings.push({ kind: 'reply', line: link.line, reason })
  for (const line of links.unreadable) {
    findings.push({ kind: 'annotation', line, reason: 'it is not of the form PARENT LINE -' })
  }
  const messages = said.map((message) => {
    const parent = replies.parentOf.get(message.line)
    return {
      ...message,
      replyTo: parent === undefined ? undefined : messageIdOfLine(file, parent, group),
    }
  })
  return {
    file,
    lines: lines.length,
    system,
    renames,
    messages,
    findings,
    earlierParents: replies.earlierParents,
  }
}

const invalidUtf8 = { type: 'unreadable', reason: 'its bytes are not valid UTF-8' } as const
const none: Annotations = { links: [], unreadable: [] }
