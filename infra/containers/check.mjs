import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * node infra/containers/check.mjs, in a built project
 *
 * The steps of the Dockerfile in plain folders, without an engine: for each image its tree is made and its packages installed, then
 * every entry point is started there, in a tree that can't be written to, as a user who owns nothing (where this is run as root).
 * A service must answer /health with nothing behind it, pass the image's own health check and end with 0 at SIGTERM; a job must say what it
 * can't reach and end with 1. It shows neither the base image nor a root file system that is read-only as a whole.
 */
const project = resolve(import.meta.dirname, '../..')
const root = process.getuid?.() === 0
const nobody = 65_534
const jobs = /** @type {const} */ ([
  { folder: 'infra/log-setup', script: 'dist/main.js', says: 'could not be set up' },
  { folder: 'projector', script: 'dist/migrate.js', says: 'could not be made' },
  { folder: 'command-api', script: 'dist/migrate.js', says: 'could not be migrated' },
])
const services = ['command-api', 'query-api', 'realtime', 'projector']
const work = mkdtempSync('/var/tmp/hanashi-images-')
chmodSync(work, 0o755)
try {
  for (const folder of new Set([...services, ...jobs.map((job) => job.folder)])) {
    const tree = makeTree(folder)
    if (services.includes(folder)) await checkService(tree, folder)
    for (const job of jobs.filter((one) => one.folder === folder)) await checkJob(tree, job)
    rmSync(tree, { recursive: true })
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** @param {string} folder */
function makeTree(folder) {
  const tree = join(work, folder.replaceAll('/', '-'))
  execFileSync(process.execPath, [join(import.meta.dirname, 'image-tree.mjs'), project, tree, folder])
  execFileSync('npm', ['ci', '--omit=dev', '--prefer-offline', '--loglevel=error'], {
    cwd: tree,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  execFileSync('chmod', ['-R', 'a-w,a+rX', tree])
  const files = readdirSync(tree, { recursive: true, encoding: 'utf8' })
  const ours = files.filter((file) => /\.(map|d\.ts|test\.js)$/.test(file) && !file.includes('node_modules'))
  if (ours.length > 0) fail(`${folder}: not for an image: ${ours.slice(0, 3).join(', ')} …`)
  const size = execFileSync('du', ['-sm', tree], { encoding: 'utf8' }).split('\t')[0]
  process.stdout.write(`${folder}: ${files.length} files, ${size} MB\n`)
  return tree
}

/**
 * @param {string} tree
 * @param {string} folder
 */
async function checkService(tree, folder) {
  const port = await freePort()
  const env = { ...unreachable(await freePort()), PORT: String(port) }
  const service = run(tree, join(tree, folder), 'dist/main.js', env)
  const healthy = async () => {
    const check = run(tree, tree, 'infra/containers/healthcheck.mjs', { PORT: String(port) })
    return (await check.ended) === 0
  }
  for (let tries = 0; !(await healthy()); tries++) {
    if (tries < 60 && service.child.exitCode === null) {
      await sleep(250)
      continue
    }
    service.child.kill('SIGKILL')
    fail(`${folder}: not healthy\n${service.output()}`)
  }
  service.child.kill('SIGTERM')
  const code = await service.ended
  if (code !== 0) fail(`${folder}: ended with ${code} at SIGTERM\n${service.output()}`)
  process.stdout.write(`${folder}: healthy with nothing behind it, ends with 0\n`)
}

/**
 * @param {string} tree
 * @param {(typeof jobs)[number]} job
 */
async function checkJob(tree, { folder, script, says }) {
  const job = run(tree, join(tree, folder), script, { ...unreachable(await freePort()), WAIT_MS: '500' })
  const code = await job.ended
  if (code !== 1 || !job.output().includes(says))
    fail(`${folder} ${script}: ended with ${code}\n${job.output()}`)
  process.stdout.write(`${folder} ${script}: ${job.output().trim().split('\n').at(-1)}\n`)
}

/**
 * Addresses at which nobody listens.
 * @param {number} port
 */
function unreachable(port) {
  return {
    HOST: '127.0.0.1',
    KAFKA_BROKERS: `127.0.0.1:${port}`,
    SCHEMA_REGISTRY_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: `postgres://nobody:nothing@127.0.0.1:${port}/nothing`,
    COMMAND_API_URL: `http://127.0.0.1:${port}`,
    JWT_SECRET: 'x'.repeat(32),
  }
}

/**
 * @param {string} tree
 * @param {string} cwd
 * @param {string} script
 * @param {Record<string, string>} env
 */
function run(tree, cwd, script, env) {
  const child = spawn(process.execPath, [script], {
    cwd,
    env: { NODE_ENV: 'production', PATH: process.env['PATH'], HOME: tree, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(root ? { uid: nobody, gid: nobody } : {}),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream
      .setEncoding('utf8')
      .on('data', (/** @type {string} */ text) => (output = (output + text).slice(-20_000)))
  }
  const ended = once(child, 'close').then(() => child.exitCode)
  // What takes longer than this hangs.
  setTimeout(() => child.kill('SIGKILL'), 30_000).unref()
  return { child, ended, output: () => output }
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/**
 * @param {string} reason
 * @returns {never}
 */
function fail(reason) {
  throw new Error(reason)
}
