import { askRestart } from './control.js'
import { UserError } from './errors.js'
import { files } from './files.js'
import { runMain } from './run-main.js'

/** `npm run restart -- NAME`: ends that part in order and starts it again, with the code as it is built now. */
await runMain(async () => {
  const [name] = process.argv.slice(2)
  if (name === undefined) throw new UserError('usage: npm run restart -- NAME (npm run status lists them)')
  const begin = performance.now()
  await askRestart(files.control, name)
  process.stdout.write(
    `${name} runs again, ready after ${((performance.now() - begin) / 1000).toFixed(1)} s.\n`,
  )
})
