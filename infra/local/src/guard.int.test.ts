import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive } from './identity.js'
import { compiledProgram } from './project.js'
import { waitUntil } from './wait.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hanashi-guard-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A program that starts a guard, two processes (one deaf to SIGTERM) and a folder, prints the pids and waits. */
const program = `
import { spawn } from 'node:child_process'
import { startGuard } from ${JSON.stringify(compiledProgram('guard.js'))}
const guard = startGuard()
const start = (code, ...args) => spawn(process.execPath, ['-e', code, ...args], { detached: true, stdio: 'ignore' })
const willing = start('setInterval(() => {}, 1000)')
const deaf = start("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)")
const unknown = start('setInterval(() => {}, 1000)', process.argv[2])
guard.watch({ pid: willing.pid, name: 'willing', stage: 1, signal: 'SIGTERM', graceMs: 5000, group: false })
guard.watch({ pid: deaf.pid, name: 'deaf', stage: 0, signal: 'SIGTERM', graceMs: 100, group: false })
guard.sweep(['setInterval', process.argv[2]])
guard.remove(process.argv[2])
setTimeout(() => console.log(JSON.stringify([willing.pid, deaf.pid, unknown.pid, guard.pid])), 300)
setInterval(() => {}, 1000)
`

test('when its starter is killed, the guard ends everything and is gone itself', async () => {
  const script = join(folder, 'program.mjs')
  const doomed = join(folder, 'doomed')
  await writeFile(script, program)
  await mkdir(doomed)
  const starter = spawn(process.execPath, [script, doomed], { stdio: ['ignore', 'pipe', 'inherit'] })
  const text = await new Promise<string>((resolve) =>
    starter.stdout.setEncoding('utf8').once('data', resolve),
  )
  const pids = JSON.parse(text) as number[]
  expect(pids.map(isAlive)).toEqual([true, true, true, true])
  starter.kill('SIGKILL')
  expect(await waitUntil(() => !pids.some(isAlive), { timeoutMs: 20_000 })).toBe(true)
  await expect(stat(doomed)).rejects.toThrow('ENOENT')
})
