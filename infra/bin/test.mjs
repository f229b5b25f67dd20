import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkNode, prepare, projectRoot, stepLine } from './prepare.mjs'
import { readCounts } from './test-report.mjs'

/**
 * All of `npm test`: packages, build, lint, format, then every test; arguments go to vitest (`--project unit`).
 * The last line is `N passed, N failed, N skipped`. Code 0 only when there was nothing to complain about.
 */
checkNode()
await prepare({ showAll: true })
const tool = (/** @type {string[]} */ ...path) => join(projectRoot, 'node_modules', ...path)
const clean = [
  await check('Lint', [tool('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings', '--quiet']),
  await check('Format', [tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.']),
]
const folder = mkdtempSync(join(tmpdir(), 'hanashi-report-'))
const report = join(folder, 'vitest.json')
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
const code = await node([tool('vitest', 'vitest.mjs'), 'run', ...reporters, ...process.argv.slice(2)])
const { passed, failed, skipped } = readCounts(report, code)
rmSync(folder, { recursive: true, force: true })
if (clean.includes(false)) process.stdout.write('\nLint or format has complaints: see above.\n')
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`)
process.exitCode = failed === 0 && !clean.includes(false) ? 0 : 1

/**
 * @param {string} name
 * @param {string[]} command
 */
async function check(name, command) {
  const begin = performance.now()
  const ended = await node(command)
  process.stderr.write(stepLine(name, ended === 0 ? 'done' : 'failed', performance.now() - begin))
  return ended === 0
}

/**
 * Runs a Node program to its end. Ctrl-C reaches it from the terminal; we only wait, so that it can clean up.
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function node(args) {
  const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: 'inherit' })
  const pass = () => void child.kill('SIGTERM')
  const wait = () => undefined
  process.on('SIGTERM', pass)
  process.on('SIGINT', wait)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => {
      process.off('SIGTERM', pass)
      process.off('SIGINT', wait)
      if (signal !== null || exitCode === 130) process.exit(130)
      resolve(exitCode ?? 1)
    })
  })
}
