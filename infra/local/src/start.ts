import { parseStartArgs, startUsage } from './args.js'
import { runMain } from './run-main.js'
import { runLocal } from './run-local.js'

/** `npm start`: the whole stack until Ctrl-C. */
await runMain(async () => {
  const args = parseStartArgs(process.argv.slice(2))
  if (args.help) process.stdout.write(startUsage)
  else await runLocal(args)
})
