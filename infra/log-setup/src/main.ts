import { readConfig } from './config.js'
import { setUpLog } from './set-up.js'

const say = (line: string) => process.stdout.write(`${line}\n`)

try {
  await setUpLog(readConfig(), say)
} catch (error) {
  process.stderr.write(`The log could not be set up: ${reasonOf(error)}\n`)
  process.exitCode = 1
}

/** kafkajs puts what happened to each topic into a list. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const errors: readonly unknown[] = 'errors' in error && Array.isArray(error.errors) ? error.errors : []
  return [error, ...errors].map((one) => (one instanceof Error ? one.message : String(one))).join('; ')
}
