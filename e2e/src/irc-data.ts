import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where real logs are: HANASHI_IRC_DATA, or beside the project. They are not part of it. */
export const ircFolder =
  process.env['HANASHI_IRC_DATA'] ??
  join(fileURLToPath(new URL('../../', import.meta.url)), '..', 'shared', 'data', 'ubuntu-irc')

/** A message of a log, read by the tests' own rules: `line` counts from 0. */
export interface IrcMessage {
  readonly file: string
  readonly line: number
  readonly action: boolean
  readonly nick: string
  readonly text: string
  /** Minutes since midnight. */
  readonly minute: number
}

export function ircDays(): string[] {
  if (!existsSync(ircFolder)) return []
  return readdirSync(ircFolder)
    .filter((name) => /^\d{4}-\d\d-\d\d\.txt$/.test(name))
    .toSorted()
}

/** What was said on a day, blank messages left out. */
export function ircMessages(file: string): IrcMessage[] {
  const lines = readFileSync(join(ircFolder, file), 'utf8').split('\n')
  return lines.flatMap((raw, line) => {
    const match = /^\[(\d\d):(\d\d)\] (?:<([^>]+)> ?| \* (\S+) ?)(.*)$/s.exec(raw)
    if (!match || (match[5] ?? '').trim() === '') return []
    const minute = Number(match[1]) * 60 + Number(match[2])
    const nick = match[3] ?? match[4] ?? ''
    return [{ file, line, action: match[4] !== undefined, nick, text: match[5] ?? '', minute }]
  })
}

/** Line → the lines that it answers, from the annotations of a day. */
export function ircReplies(file: string): Map<number, number[]> {
  const parents = new Map<number, number[]>()
  const text = readFileSync(join(ircFolder, file.replace('.txt', '.replies.txt')), 'utf8')
  for (const match of text.matchAll(/^(\d+) (\d+) -/gm)) {
    const [parent, line] = [Number(match[1]), Number(match[2])]
    if (parent !== line) parents.set(line, [...(parents.get(line) ?? []), parent])
  }
  return parents
}
