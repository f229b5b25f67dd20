import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect } from '@hanashi/client/connect'
import { afterAll, expect, test } from 'vitest'
import { readLog } from '../src/log.js'
import { makePerson } from '../src/people.js'
import { addressesOf, story } from '../src/story.js'
import { until } from '../src/until.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
// Below node_modules, so that the examples find the packages as an application does.
const folder = join(root, 'node_modules', '.cache', 'hanashi-examples')
const readme = readFileSync(join(root, 'client', 'README.md'), 'utf8')
const examples = [...readme.matchAll(/```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, code = '', output = '']) => [code, output] as const,
)

story('examples', {}, (stack) => {
  const urls = () => {
    const { commandApi, queryApi, realtime } = addressesOf(stack())
    return { commandUrl: commandApi, queryUrl: queryApi, realtimeUrl: realtime }
  }
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('the README has all its examples', () => {
    expect(examples).toHaveLength(readme.match(/```js\n/g)!.length)
    expect(examples.length).toBeGreaterThan(2)
  })

  test.each(examples.map(([code, output], i) => [i, code, output] as const))(
    'README, example %i prints what it says',
    async (i, code, output) => {
      const { token } = await makePerson(urls().commandUrl, 'reader')
      const file = join(folder, `example-${i}.mjs`)
      mkdirSync(folder, { recursive: true })
      const { commandUrl, ...others } = urls()
      const ready = code
        .replaceAll('${site}/api/command', commandUrl)
        .replace('url: site', Object.entries(urls()).map(pair).join(', '))
        .replaceAll(
          /url: 'https:\/\/chat\.example\.org'(?=, commandUrl)/g,
          Object.entries(others).map(pair).join(', '),
        )
        .replaceAll("url: 'https://chat.example.org'", Object.entries(urls()).map(pair).join(', '))
      writeFileSync(file, code.includes('{ token }') ? ready : `const token = process.env.TOKEN\n${ready}`)
      const child = spawn(process.execPath, [file], { env: { ...process.env, TOKEN: token } })
      let [printed, complaints] = ['', '']
      child.stdout.on('data', (data: Buffer) => (printed += data.toString()))
      child.stderr.on('data', (data: Buffer) => (complaints += data.toString()))
      const [code_] = (await once(child, 'close')) as [number]
      expect({ printed, complaints, code: code_ }).toEqual({ printed: output, complaints: '', code: 0 })
    },
  )

  test('the bot answers each !ping once, over restarts, and without its note too', async () => {
    const { commandUrl, queryUrl, realtimeUrl } = urls()
    const group = `bot-${randomUUID()}`
    const [bot, ann] = [await makePerson(commandUrl, 'bot'), await makePerson(commandUrl, 'ann')]
    const home = mkdtempSync(join(tmpdir(), 'hanashi-bot-'))
    const env = {
      PATH: process.env['PATH'],
      TOKEN: bot.token,
      GROUP: group,
      FILE: join(home, 'position'),
      COMMAND_URL: commandUrl,
      QUERY_URL: queryUrl,
      REALTIME_URL: realtimeUrl,
    }
    const start = () =>
      spawn(process.execPath, [join(root, 'docs', 'examples', 'ping-bot', 'bot.mjs')], {
        env,
        stdio: 'ignore',
      })
    const end = async (child: ChildProcess) => {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    const client = connect({ ...urls(), token: ann.token })
    const room = client.group(group)
    room.subscribe(() => undefined)
    const answers = () =>
      room.snapshot().messages.flatMap(({ text, replyTo }) => (text === 'pong' ? [replyTo] : []))
    const pings: string[] = []
    const ping = async () => {
      const { messageId, outcome } = room.send('!ping')
      pings.push(messageId)
      expect(await outcome).toMatchObject({ ok: true })
    }

    await ping()
    let child = start()
    await until('the first answer', () => answers().length === 1)
    await ping()
    await until('the second', () => answers().length === 2)
    await end(child)
    await ping()
    await stack().realtimes[0]!.restart()
    child = start()
    await until('what came while it was away', () => answers().length === 3)
    await end(child)
    rmSync(env.FILE)
    child = start()
    await ping()
    await until('the fourth', () => answers().length === 4)
    await end(child)
    expect(answers()).toEqual(pings)
    const { messages } = (await readLog(stack().kafkaBrokers, stack().groupsTopic)).fold(group)
    expect(messages.filter(({ text }) => text === 'pong')).toHaveLength(4)
    client.close()
    rmSync(home, { recursive: true })
  })
})

function pair([name, value]: readonly [string, string]): string {
  return `${name}: '${value}'`
}
