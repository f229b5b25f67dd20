import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'

const script = join(fileURLToPath(import.meta.url), '..', 'testing', 'service-process.ts')
const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** A real process; `behaviour` says what it does. */
function start(behaviour: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    env: { PATH: process.env['PATH'], BEHAVIOUR: behaviour, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => ({ code, signal, output }))
  const said = async (words: string) => {
    await expect.poll(() => output, { timeout: 15_000 }).toContain(words)
  }
  return { child, ended, said }
}

test('SIGTERM and SIGINT stop in order and end with 0', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, ended, said } = start('normal')
    await said('started')
    child.kill(signal)
    const { code, output } = await ended
    expect(code).toBe(0)
    expect(output).toMatch(/"stopping"[^]*let go of everything[^]*"stopped"/)
  }
}, 30_000)

test('a second signal ends at once', async () => {
  const { child, ended, said } = start('stops never')
  await said('started')
  child.kill('SIGTERM')
  await said('stopping')
  child.kill('SIGINT')
  const { code, output } = await ended
  expect([code, output.includes('second SIGINT')]).toEqual([1, true])
}, 20_000)

test('a stop that hangs is ended by its time limit', async () => {
  const { child, ended, said } = start('stops never', { STOP_TIMEOUT_MS: '100' })
  await said('started')
  child.kill('SIGTERM')
  const { code, output } = await ended
  expect([code, output.includes('not stopped in time')]).toEqual([1, true])
}, 20_000)

test('a signal during the start reaches it', async () => {
  const { child, ended, said } = start('starts never')
  await said('starting')
  child.kill('SIGTERM')
  const { code, output } = await ended
  expect([code, output.includes('stopped before it had started')]).toEqual([0, true])
}, 20_000)

test.each([
  ['fails to start', 'start failed: no leader'],
  ['throws later', 'uncaught exception: out of the blue'],
  ['rejects later', 'unhandled rejection: out of the blue'],
])(
  'a service that %s logs it as fatal and ends with 1',
  async (behaviour, words) => {
    const { code, output } = await start(behaviour).ended
    expect(code).toBe(1)
    const lines = output.split('\n').filter((line) => line.includes('"level":60'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(words)
  },
  20_000,
)

test('a wrong environment is said a line a variable', async () => {
  const { code, output } = await start('normal', { PORT: 'http', LOG_LEVEL: 'loud' }).ended
  expect(code).toBe(1)
  expect(output).toContain('PORT must be a whole number')
  expect(output).toContain('LOG_LEVEL must be one of')
  expect(output).not.toContain('    at ')
}, 20_000)
