import { readdir } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { UserError, errorCode, errorText } from './errors.js'
import { files, logFile } from './files.js'
import { followFile } from './follow-file.js'
import { lineSplitter } from './lines.js'
import { tailOf } from './log-file.js'
import { formatLogLine, parseLogLine } from './log-line.js'
import { runMain } from './run-main.js'
import { stopSignal } from './stop-signal.js'

const shownLines = 200

/** `npm run logs -- NAME [-f]`: the last 200 lines of a part's log, and with `-f` what is added until Ctrl-C. */
await runMain(async () => {
  const { name, follow } = readArgs()
  const known = await logNames()
  if (name === undefined || !known.includes(name))
    throw new UserError(
      `usage: npm run logs -- NAME [-f], with NAME one of: ${known.join(', ') || 'none yet'}`,
    )
  const path = logFile(name)
  const show = (line: string) => void process.stdout.write(`${readable(line)}\n`)
  for (const line of await tailOf(path, shownLines)) show(line)
  if (follow) await followFile(path, lineSplitter(show), stopSignal().received)
})

function readArgs(): { name: string | undefined; follow: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { follow: { type: 'boolean', short: 'f' } },
    })
    return { name: positionals[0], follow: values.follow ?? false }
  } catch (error) {
    throw new UserError(errorText(error), { cause: error })
  }
}

function readable(line: string): string {
  const parsed = parseLogLine(line)
  return parsed === undefined ? line : formatLogLine(parsed)
}

async function logNames(): Promise<string[]> {
  try {
    const names = (await readdir(files.logs)).filter((name) => name.endsWith('.log'))
    return names.map((name) => name.slice(0, -'.log'.length)).toSorted()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}
