import { UserError } from './errors.js'

/** Runs a program's main function: what the reader can put right is one line, anything else a stack trace. Code 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  }
}

/** Errors named SetupError come from `infra/apache-kafka` and are meant for the reader as well. */
export function explain(error: unknown): string {
  if (error instanceof UserError) return error.message
  if (!(error instanceof Error)) return String(error)
  return error.name === 'SetupError' ? error.message : (error.stack ?? error.message)
}
