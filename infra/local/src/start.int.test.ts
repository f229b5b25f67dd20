import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { isAlive } from './identity.js'
import { isPortFree, portPlan } from './ports.js'
import { compiledProgram } from './project.js'
import type {} from './testing/context.js'
import { testTopics } from './testing/topics.js'
import { waitUntil } from './wait.js'

let data: string
let base: number
let running: ChildProcess | undefined
const topics = testTopics()

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'hanashi-start-'))
  do base = randomInt(10_000, 31_000)
  while (!(await Promise.all(Object.values(portPlan(base)).map((port) => isPortFree(port)))).every(Boolean))
})
afterAll(async () => {
  await end(running)
  await run('reset', '--yes')
  await rm(data, { recursive: true, force: true })
})

function launch(program: string, args: string[]): { child: ChildProcess; output: () => string } {
  const env = {
    ...process.env,
    HANASHI_DATA: data,
    GROUPS_TOPIC: topics.groupsTopic,
    USERS_TOPIC: topics.usersTopic,
  }
  const child = spawn(process.execPath, [compiledProgram(`${program}.js`), ...args], { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return { child, output: () => output }
}

async function run(program: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const { child, output } = launch(program, args)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, output: output() }
}

async function start(): Promise<ChildProcess> {
  const { child, output } = launch('start', ['--kafka', inject('kafkaBrokers'), '--port-base', String(base)])
  running = child
  await waitUntil(() => output().includes('Hanashi runs') || child.exitCode !== null, { timeoutMs: 90_000 })
  expect(output()).toContain('Hanashi runs')
  return child
}

async function end(child: ChildProcess | undefined): Promise<number | null> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null)
    return child?.exitCode ?? null
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.kill('SIGTERM')
  return ended
}

async function pids(): Promise<Map<string, number>> {
  const { code, output } = await run('status')
  expect(output).not.toContain('not ready')
  expect(code).toBe(0)
  const rows = output.split('\n').map((line) => line.trim().split(/\s+/))
  return new Map(rows.slice(1, -1).map(([name = '', pid]) => [name, Number(pid)]))
}

async function post(path: string, body: object, token?: string): Promise<Record<string, string>> {
  const authorization: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`http://127.0.0.1:${base + 1}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(201)
  return (await response.json()) as Record<string, string>
}

async function textsOf(
  group: string,
  { token, position }: { token: string; position: string },
): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}`, 'min-position': position }
  const response = await fetch(`http://127.0.0.1:${base + 2}/messages/${group}`, { headers })
  expect(response.status).toBe(200)
  const page = (await response.json()) as { messages: { text: string }[] }
  return page.messages.map(({ text }) => text)
}

test.skipIf(inject('kafkaBrokers') === '')(
  'starts, is the only one, restarts a part, survives its own murder with its data, and ends without a trace',
  async () => {
    const first = await start()
    const { token = '' } = await post('/users/anonymous', {})
    const { position = '' } = await post('/messages/survivors', { text: 'still here' }, token)

    const second = await run('start', '--port-base', String(base))
    expect(second).toEqual({
      code: 1,
      output: expect.stringContaining(`already (pid ${first.pid})`) as string,
    })
    expect((await run('reset', '--yes')).code).toBe(1)

    const before = await pids()
    expect([...before.keys()].toSorted()).toEqual([
      'command-api',
      'postgres',
      'projector',
      'query-api',
      'realtime',
      'registry',
    ])
    expect((await run('restart', 'query-api')).code).toBe(0)
    const after = await pids()
    expect(after.get('query-api')).not.toBe(before.get('query-api'))
    expect(after.get('command-api')).toBe(before.get('command-api'))

    first.kill('SIGKILL')
    const left = () => [...after.values()].filter(isAlive)
    await waitUntil(() => left().length === 0, { timeoutMs: 60_000 })
    expect(left()).toEqual([])

    const again = await start()
    expect(await textsOf('survivors', { token, position })).toEqual(['still here'])
    const last = await pids()
    expect(await end(again)).toBe(0)
    expect([...last.values()].filter(isAlive)).toEqual([])
    expect((await run('status')).code).toBe(1)
  },
  240_000,
)
