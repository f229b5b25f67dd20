import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** The oldest Node that everything here runs on; the same as `engines` in package.json. */
const oldestNode = { major: 20, minor: 19 }

/**
 * Ends the program with one line and code 1.
 * @param {string} line
 * @returns {never}
 */
export function giveUp(line) {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}

export function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > oldestNode.major || (major === oldestNode.major && minor >= oldestNode.minor)) return
  giveUp(
    `Hanashi needs Node ${oldestNode.major}.${oldestNode.minor} or newer; this is ${process.versions.node}.`,
  )
}

/**
 * Installs the packages when they aren't those of package-lock.json, and builds what has changed since the last time.
 * Writes to standard error, so that the output of a script can be used; says nothing about what took less than a
 * second unless `showAll`.
 * @param {{ filters?: string[], showAll?: boolean }} [options] `filters`: turbo's, everything without one
 */
export async function prepare({ filters = [], showAll = false } = {}) {
  if (!isInstalled()) {
    checkWritable()
    await step('Packages', 'npm ci', true, () => run(npm('ci', '--loglevel=error'), { shown: true }))
  }
  await step('Build', 'turbo', showAll, () => build(filters))
}

function checkWritable() {
  try {
    accessSync(projectRoot, constants.W_OK)
  } catch (error) {
    giveUp(
      `Can't write to ${projectRoot} (${messageOf(error)}): change its owner, or clone to a folder of your own.`,
    )
  }
}

/** Whether every package of package-lock.json is there in that version, but for those of other platforms. */
function isInstalled() {
  const installedLock = join(projectRoot, 'node_modules', '.package-lock.json')
  if (!existsSync(installedLock)) return false
  const installed = packagesOf(installedLock)
  return Object.entries(packagesOf(join(projectRoot, 'package-lock.json'))).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true
    const found = installed[path]
    if (found === undefined) return wanted.optional === true
    return wanted.link === true ? found.resolved === wanted.resolved : found.version === wanted.version
  })
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean, resolved?: string }>}
 */
function packagesOf(lockFile) {
  const lock = /** @type {{ packages?: Record<string, object> }} */ (
    JSON.parse(readFileSync(lockFile, 'utf8'))
  )
  return lock.packages ?? {}
}

/** @param {string[]} filters */
async function build(filters) {
  const turbo = join(projectRoot, 'node_modules', 'turbo', 'bin', 'turbo')
  const args = ['run', 'build', '--output-logs=errors-only', ...filters.map((filter) => `--filter=${filter}`)]
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' }
  await run([process.execPath, turbo, ...args], { shown: false, env })
}

/**
 * The turbo filters for a script: the package that it belongs to and all that this one imports; for the programs that
 * start the stack, everything that it consists of.
 * @param {string} script
 */
export function filtersFor(script) {
  if (startsStack(script)) return ['!./e2e', '!./bench']
  let folder = dirname(join(projectRoot, script))
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
  return [`./${relative(projectRoot, folder)}`]
}

/** @param {string} script */
export function startsStack(script) {
  return ['infra/local/dist/start.js', 'infra/local/dist/dev.js'].includes(script)
}

/**
 * npm as it was started, or the one on the path.
 * @param {string[]} args
 */
function npm(...args) {
  const started = process.env['npm_execpath']
  return started?.endsWith('.js') === true ? [process.execPath, started, ...args] : ['npm', ...args]
}

/**
 * Runs a command to its end. Output that isn't shown as it comes is shown when the command fails.
 * @param {string[]} command
 * @param {{ shown: boolean, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>}
 */
function run(command, { shown, env = process.env }) {
  const [file = '', ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: projectRoot,
      env,
      stdio: ['ignore', shown ? 2 : 'pipe', shown ? 2 : 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream
        ?.setEncoding('utf8')
        .on('data', (/** @type {string} */ text) => (output = (output + text).slice(-200_000)))
    }
    child.on('error', (error) => reject(new Error(`${file} can't be started: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve()
        return
      }
      process.stderr.write(output)
      reject(new Error(`failed with ${signal ?? `code ${code}`}: see above`))
    })
  })
}

/**
 * Says what is done, and how long it took.
 * @param {string} name
 * @param {string} how
 * @param {boolean} always say so however quick it was
 * @param {() => Promise<void>} work
 */
export async function step(name, how, always, work) {
  const begin = performance.now()
  const timer = setTimeout(() => process.stderr.write(stepLine(name, `${how} …`)), 1_000)
  try {
    await work()
  } catch (error) {
    giveUp(stepLine(name, messageOf(error)).trimEnd())
  } finally {
    clearTimeout(timer)
  }
  const ms = performance.now() - begin
  if (always || ms >= 1_000) process.stderr.write(stepLine(name, 'done', ms))
}

/**
 * @param {string} name
 * @param {string} result
 * @param {number} [ms]
 */
export function stepLine(name, result, ms) {
  const time = ms === undefined ? '' : `${(ms / 1000).toFixed(1)} s`.padStart(8)
  return `  ${name.padEnd(15)} ${result.padEnd(26)}${time}`.trimEnd() + '\n'
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}
