import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkNode, filtersFor, giveUp, prepare, projectRoot, startsStack } from './prepare.mjs'

/**
 * node infra/bin/run.mjs SCRIPT [ARGS…]
 *
 * Makes sure that packages are installed and the script is built, then becomes the script: same process, same
 * standard streams, and every signal is the script's own.
 */
const [script, ...args] = process.argv.slice(2)
if (script === undefined) giveUp('usage: node infra/bin/run.mjs SCRIPT [ARGS…]')
checkNode()
if (startsStack(script)) process.stderr.write('\n')
await prepare({ filters: filtersFor(script), showAll: startsStack(script) })
const path = join(projectRoot, script)
process.argv = [process.execPath, path, ...args]
await import(pathToFileURL(path).href)
