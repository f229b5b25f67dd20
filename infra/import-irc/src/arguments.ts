import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { parseGroupId } from '@hanashi/schemas/group'
import { ImportError } from './import-error.js'

export const usage = `npm run import:irc -- FILE… --group GROUP [--replies FILE]…

  FILE        a log named YYYY-MM-DD.txt: [HH:MM] <nick> text, [HH:MM]  * nick text, === system
  --group     where to say it
  --replies   annotations (PARENT LINE -) for the FILE of the same day; may be given several times

COMMAND_API_URL says where command-api is (http://127.0.0.1:8001). Tokens are signed with JWT_SECRET, or with the
secret of the local stack. Running it again adds nothing; an import that broke off is finished by running it again.`

export interface Source {
  readonly path: string
  readonly file: string
  readonly day: string
  readonly repliesPath: string | undefined
}

export interface Arguments {
  readonly group: string
  readonly sources: readonly Source[]
}

/** @throws ImportError with what is wrong, and how to call it */
export function parseArguments(args: readonly string[]): Arguments | 'help' {
  const { values, positionals } = parse(args)
  if (values.help) return 'help'
  const group = parseGroupId(values.group)
  if (values.group === undefined) throw wrong('--group is missing')
  if (!group.ok) throw wrong(`--group: ${group.reason}`)
  if (positionals.length === 0) throw wrong('there is no FILE')
  const replies = new Map((values.replies ?? []).map((path) => [dayOf(path), path]))
  if (replies.size < (values.replies ?? []).length) throw wrong('two --replies are of the same day')
  const sources = positionals.map((path) => {
    const file = basename(path)
    if (file.endsWith('.replies.txt')) throw wrong(`${file} is given with --replies`)
    const day = dayOf(path)
    const repliesPath = replies.get(day)
    replies.delete(day)
    return { path, file, day, repliesPath }
  })
  const alone = [...replies.values()][0]
  if (alone !== undefined) throw wrong(`${basename(alone)} is of the day of no FILE`)
  const twice = sources.find((one, i) => sources.some((other, j) => j < i && other.file === one.file))
  if (twice) throw wrong(`${twice.file} is given twice: ids are made from the file's name`)
  return { group: group.value, sources: sources.toSorted((a, b) => (a.file < b.file ? -1 : 1)) }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        group: { type: 'string' },
        replies: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error))
  }
}

/** The day on which a log begins is in its name. */
function dayOf(path: string): string {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(basename(path))?.[0]
  const time = day === undefined ? NaN : Date.parse(`${day}T00:00:00Z`)
  if (day === undefined || Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day) {
    throw wrong(`${basename(path)} does not begin with the day of the log, YYYY-MM-DD`)
  }
  return day
}

function wrong(reason: string): ImportError {
  return new ImportError(`${reason}\n\n${usage}`)
}
