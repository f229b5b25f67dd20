import { parseArguments, usage } from './arguments.js'
import { readConfig } from './config.js'
import { ImportError } from './import-error.js'
import { importFiles } from './import-files.js'
import { isComplete, summarise } from './summary.js'

/** Ends with 0 when everything in the files but blank messages is in the group, 1 when not, 130 when interrupted. */
async function main(): Promise<number> {
  const args = parseArguments(process.argv.slice(2))
  if (args === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const outcome = await importFiles(args, await readConfig(), process.stdout, interrupted.signal)
  process.stdout.write(`${summarise(outcome).join('\n')}\n`)
  return isComplete(outcome) ? 0 : 1
}

const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort())

try {
  process.exitCode = await main()
} catch (error) {
  if (interrupted.signal.aborted) {
    process.stderr.write('\nInterrupted. Run the same again to finish: what was said is not said twice.\n')
    process.exitCode = 130
  } else if (error instanceof ImportError) {
    process.stderr.write(`\n${error.message}\n`)
    process.exitCode = 1
  } else throw error
}
