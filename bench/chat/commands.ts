import { answersPerSecond, Connection, post } from './http-load.js'
import { groupCommitPerSecond } from './group-commit.js'
import { present } from './must.js'
import { startRaw } from './raw-process.js'
import { newKey, openProducer, records, text, writer } from './records.js'
import { alternate, type Figure } from './rounds.js'
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
  const limits = {
    'node:http, same request and answer': () =>
      answersPerSecond({ ...load, url: `http://127.0.0.1:${raw.port}`, next }),
    'kafkajs sendBatch, group commit': () =>
      groupCommitPerSecond(producer, scratch, connections, ms, () =>
        present(ready[taken++ % ready.length], 'a record'),
      ),
  }
  const plain = await alternate({
    name: `commands (${connections} connections)`,
    unit: 'a second',
    ours: () => answersPerSecond({ ...load, next }),
    limits,
  })
  const keyed = await alternate({
    name: `commands with an Idempotency-Key (${connections} connections)`,
    unit: 'a second',
    ours: () => answersPerSecond({ ...load, next: () => next(newKey()) }),
    limits,
  })
  return [plain, keyed]
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
