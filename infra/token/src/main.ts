import { parseArguments } from './arguments.js'
import { readConfig } from './config.js'
import { issueToken } from './issue-token.js'

const request = parseArguments(process.argv.slice(2))
if (!request.ok) giveUp(request.reason, 2)
const config = readConfig(process.env)
if (!config.ok) giveUp(config.reason, 1)
const token = await issueToken(request.value, config.value, Date.now())
if (!token.ok) giveUp(token.reason, 1)
process.stdout.write(`${token.value}\n`)

function giveUp(reason: string, status: number): never {
  process.stderr.write(`${reason}\n`)
  process.exit(status)
}
