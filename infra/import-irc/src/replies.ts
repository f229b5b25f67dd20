/** One annotation: `line` answers `parent`; both count from 0. */
export interface Link {
  readonly parent: number
  readonly line: number
}

export interface Annotations {
  readonly links: readonly Link[]
  /** Lines of the annotation file that can't be read, from 0. */
  readonly unreadable: readonly number[]
}

/** Reads `PARENT LINE -`, one a line. A line that answers itself starts a conversation and is no link. */
export function parseAnnotations(text: string): Annotations {
  const links: Link[] = []
  const unreadable: number[] = []
  for (const [number, raw] of text.split('\n').entries()) {
    const entry = raw.trim()
    if (entry === '') continue
    const match = /^(\d{1,9})\s+(\d{1,9})\s+-$/.exec(entry)
    if (!match) unreadable.push(number)
    else if (Number(match[1]) !== Number(match[2])) {
      links.push({ parent: Number(match[1]), line: Number(match[2]) })
    }
  }
  return { links, unreadable }
}

export interface ResolvedReplies {
  /** Line → the line that it answers: of several the latest that is a message. */
  readonly parentOf: ReadonlyMap<number, number>
  /** Links that were not taken over, each with the reason. */
  readonly refused: readonly { readonly link: Link; readonly reason: string }[]
  /** Links to an earlier one of several parents: a message answers one message. */
  readonly earlierParents: number
}

/** @param notAMessage why a line is no message that could be answered or answer; undefined where it is one */
export function resolveReplies(
  links: readonly Link[],
  notAMessage: (line: number) => string | undefined,
): ResolvedReplies {
  const parentOf = new Map<number, number>()
  const refused: { link: Link; reason: string }[] = []
  let taken = 0
  for (const link of links) {
    const reason = whyNot(link, notAMessage)
    if (reason !== undefined) refused.push({ link, reason })
    else {
      taken += 1
      parentOf.set(link.line, Math.max(link.parent, parentOf.get(link.line) ?? 0))
    }
  }
  return { parentOf, refused, earlierParents: taken - parentOf.size }
}

function whyNot(
  { parent, line }: Link,
  notAMessage: (line: number) => string | undefined,
): string | undefined {
  const answering = notAMessage(line)
  if (answering !== undefined) return `line ${line + 1}, which answers, ${answering}`
  const answered = notAMessage(parent)
  if (answered !== undefined) return `line ${parent + 1}, which is answered, ${answered}`
  return parent > line ? `line ${parent + 1}, which is answered, comes later` : undefined
}
