import { parseStartArgs, startUsage } from './args.js'
import { runLocal } from './run-local.js'
import { runMain } from './run-main.js'
import { watchSources } from './watch-sources.js'

/** `npm run dev`: as `npm start`, and what is edited is built and started again. */
await runMain(async () => {
  const args = parseStartArgs(process.argv.slice(2))
  if (args.help) process.stdout.write(startUsage)
  else await runLocal(args, (stack, steps) => watchSources(stack, steps))
})
