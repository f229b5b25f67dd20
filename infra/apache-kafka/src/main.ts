import { parseCommand, usage } from './commands.js'
import { readConfig } from './config.js'
import { eventsUsage, parseEventsArgs } from './events-args.js'
import { printEvents } from './events.js'
import { requireReachable } from './reachable.js'
import { SetupError } from './setup-error.js'
import { kafkaToolHere } from './tool.js'

/** Exit code: the tool's own; 1 where something is in the way, 2 for a wrong command line. */
async function main(argv: readonly string[]): Promise<number> {
  const config = readConfig()
  if (argv[0] === 'events') {
    const args = parseEventsArgs(argv.slice(1))
    if (args === undefined) return misused(eventsUsage)
    await requireReachable(config.brokers)
    const stop = new AbortController()
    process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort())
    // `| head` has seen enough.
    process.stdout.on('error', () => stop.abort())
    const brokers = config.brokers.split(',')
    const print = (line: string): void => void process.stdout.write(`${line}\n`)
    await printEvents({ ...args, brokers, registryUrl: config.registryUrl, signal: stop.signal, print })
    return 0
  }
  const command = parseCommand(argv, config.brokers)
  if (command === undefined) return misused(usage)
  if (command.args.includes(config.brokers)) await requireReachable(config.brokers)
  return kafkaToolHere(command.className, command.args, config.cacheDir)
}

function misused(how: string): number {
  process.stderr.write(`${how}\n`)
  return 2
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
