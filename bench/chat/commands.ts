import { cpuMs, tellsCpu } from './cpu.js'
import { answers, Connection, post, type Load } from './http-load.js'
import { groupCommitPerSecond } from './group-commit.js'
import { present } from './must.js'
import { startRaw } from './raw-process.js'
import { newKey, openProducer, records, text, writer } from './records.js'
import { alternate, figureOf, type Figure } from './rounds.js'
import { scratchTopic } from './scratch-topic.js'
import { partitions, type System } from './system.js'

const connections = 64
const ms = 1_500

/** `POST /messages/:group` on one command-api, beside node:http alone and kafkajs alone. */
export async function commands(system: System): Promise<readonly Figure[]> {
  const { stack, topic } = system
  const token = stack.token(writer)
  const groups = partitions.writing.map((partition) => system.groupIn(partition, 'commands'))
  const body = JSON.stringify({ text })
  let sent = 0
  const next = (key?: string) =>
    post(`/messages/${present(groups[sent++ % groups.length], 'a group')}`, token, body, key)
  const load = { url: stack.commandApiUrl, connections, ms, status: 201 }

  const answer = await oneAnswer(stack.commandApiUrl, next())
  const raw = await startRaw('./raw-http.ts', answer)
  system.atEnd(() => raw.stop())
  const producer = await openProducer(system.kafka)
  system.atEnd(() => producer.disconnect())
  const scratch = await scratchTopic(system, 'bench.raw.commands')
  const ready = records(topic, groups, 20_000)
  let taken = 0
  const kafkajsAlone = () =>
    groupCommitPerSecond(producer, scratch, connections, ms, () =>
      present(ready[taken++ % ready.length], 'a record'),
    )
  const figures: Figure[] = []
  for (const [name, key] of [
    ['commands', () => undefined],
    ['commands with an Idempotency-Key', newKey],
  ] as const) {
    const service = observed(present(stack.commandApis[0], 'command-api').pid)
    const http = observed(raw.pid)
    figures.push(
      await alternate({
        name: `${name} (${connections} connections)`,
        unit: 'a second',
        ours: () => service.run({ ...load, next: () => next(key()) }),
        limits: {
          'node:http, same request and answer': () =>
            http.run({ ...load, url: `http://127.0.0.1:${raw.port}`, next: () => next(key()) }),
          'kafkajs sendBatch, group commit': kafkajsAlone,
        },
      }),
    )
    if (!tellsCpu) continue
    const limit = { name: 'node:http', values: http.cpuMsEach.slice(1) }
    figures.push(figureOf(`${name}: CPU of the process for one`, 'ms', service.cpuMsEach.slice(1), [limit]))
  }
  return figures
}

/** Loads a process, and keeps what each answer took of a core: that depends less on what else the machine does. */
function observed(pid: number) {
  const cpuMsEach: number[] = []
  const run = async (load: Load): Promise<number> => {
    const before = tellsCpu ? await cpuMs(pid) : 0
    const { count, seconds } = await answers(load)
    if (tellsCpu) cpuMsEach.push(((await cpuMs(pid)) - before) / count)
    return count / seconds
  }
  return { run, cpuMsEach }
}

/** What a command is answered with: the headers that node:http doesn't add by itself, and the body. */
async function oneAnswer(url: string, request: string) {
  const connection = await Connection.open(url)
  const { head, body } = await connection.request(request, 201)
  connection.close()
  const lines = head.split('\r\n').slice(1)
  const fields = lines.map(
    (line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const,
  )
  const added = new Set(['date', 'connection', 'keep-alive'])
  const headers = Object.fromEntries(fields.filter(([name]) => !added.has(name.toLowerCase())))
  return { headers, body: body.toString() }
}
