import { parseCommand, usage } from './commands.js'
import { readConfig } from './config.js'
import { requireReachable } from './reachable.js'
import { SetupError } from './setup-error.js'
import { kafkaToolHere } from './tool.js'

const config = readConfig()
const command = parseCommand(process.argv.slice(2), config.brokers)

if (command === undefined) {
  process.stderr.write(`${usage}\n`)
  process.exitCode = 2
} else {
  try {
    if (command.args.includes(config.brokers)) await requireReachable(config.brokers)
    process.exitCode = await kafkaToolHere(command.className, command.args, config.cacheDir)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
