import { expect, test } from 'vitest'
import { join } from 'node:path'
import pg from 'pg'
import { text, type LoggedEvent } from '../src/decode.js'
import { expectStatus } from '../src/http.js'
import { runImport } from '../src/importer.js'
import { ircDays, ircFolder, ircMessages, ircReplies } from '../src/irc-data.js'
import { readLog } from '../src/log.js'
import { endOffsets } from '../src/log-reader.js'
import { allPages } from '../src/pages.js'
import { makePerson } from '../src/people.js'
import { connect } from '../src/socket-client.js'
import { addressesOf, story } from '../src/story.js'

const days = ircDays()
const group = 'ubuntu'

story('fifteen days of a support channel', {}, (stack) => {
  test.skipIf(days.length === 0)('imported, interrupted, finished and imported again', async () => {
    expect(days).toHaveLength(15)
    const { commandApi, queryApi, realtime } = addressesOf(stack())
    const { kafkaBrokers, groupsTopic, usersTopic, jwtSecret } = stack()
    const args = [
      ...days.flatMap((file) => [
        join(ircFolder, file),
        '--replies',
        join(ircFolder, file.replace('.txt', '.replies.txt')),
      ]),
      '--group',
      group,
    ]
    const env = { COMMAND_API_URL: commandApi, JWT_SECRET: jwtSecret }
    const said = days.flatMap(ircMessages)

    const stopped = await runImport(args, env, (output) => (output.includes('people') ? 'SIGINT' : undefined))
    expect([stopped.code, stopped.output]).toEqual([
      130,
      expect.stringContaining('Run the same again to finish'),
    ])
    const broken = await runImport(args, env, (output) =>
      /^messages /m.test(output) ? 'SIGKILL' : undefined,
    )
    expect(broken.code).toBe(null)
    const finished = await runImport(args, env)
    expect(finished.code, finished.output).toBe(0)
    expect(finished.output).toMatch(
      new RegExp(`^messages in ubuntu +${said.length.toLocaleString('en')}$`, 'm'),
    )
    expect(finished.output).toMatch(/messages in [\d.]+ s: [\d,]+ a second/)

    const ends = async () => [
      await endOffsets(kafkaBrokers, groupsTopic),
      await endOffsets(kafkaBrokers, usersTopic),
    ]
    const before = await ends()
    const again = await runImport(args, env)
    expect(again.code, again.output).toBe(0)
    expect(await ends()).toEqual(before)

    // The log: each line once, its text byte for byte, in the order of the files.
    const log = await readLog(kafkaBrokers, groupsTopic)
    const events = log.fold(group).stood
    expect(events).toHaveLength(said.length)
    expect(events.map((event) => text(event, 'text'))).toEqual(said.map((line) => line.text))
    expect(events.map((event) => text(event, 'kind'))).toEqual(
      said.map(({ action }) => (action ? 'action' : 'text')),
    )
    const eventOf = new Map(said.map(({ file, line }, i) => [`${file}:${line}`, events[i]!]))
    checkTimes(said, events)
    checkReplies(eventOf)

    // The pages, the table and a replay: the same.
    const ann = await makePerson(commandApi, 'ann')
    const pages = await allPages(
      queryApi,
      group,
      ann.token,
      `${log.generation}:${events[0]!.partition}:${events.at(-1)!.offset}`,
    )
    const ids = events.map((event) => text(event, 'messageId'))
    expect(pages.map(({ messageId }) => messageId)).toEqual(ids)
    expect(pages.map((message) => message.text)).toEqual(said.map((line) => line.text))
    expect(pages.map(({ replyTo }) => replyTo ?? null)).toEqual(events.map(({ fields }) => fields['replyTo']))
    const { groups } = await expectStatus<{ groups: { group: string; messageCount: number }[] }>(
      200,
      'GET',
      `${queryApi}/groups`,
      { token: ann.token },
    )
    expect(groups.find((one) => one.group === group)?.messageCount).toBe(said.length)
    expect(await countRows(stack().databaseUrl)).toBe(said.length)
    const socket = await connect(realtime, ann.token)
    const replayed = await socket.replay({ group })
    expect(replayed.map((event) => event.text)).toEqual(said.map((line) => line.text))
    expect(replayed.map((event) => event.messageId)).toEqual(ids)
    socket.close()
  })
})

/** Times are those of the files: to the minute, on the day of the file's name or after midnight. */
function checkTimes(said: ReturnType<typeof ircMessages>, events: readonly LoggedEvent[]): void {
  const lastOf = new Map<string, number>()
  for (const [i, { file, minute }] of said.entries()) {
    const sentAt = new Date(Number(events[i]!.fields['sentAt']))
    expect(sentAt.getUTCHours() * 60 + sentAt.getUTCMinutes(), `${file}, message ${i}`).toBe(minute)
    const dayMs = Date.parse(`${file.slice(0, 10)}T00:00:00Z`)
    const days = Math.floor((sentAt.getTime() - dayMs) / 86_400_000)
    expect(days === 0 || days === 1, `${file}, message ${i}: day ${days}`).toBe(true)
    expect(sentAt.getTime()).toBeGreaterThanOrEqual((lastOf.get(file) ?? 0) - 3_600_000)
    lastOf.set(file, sentAt.getTime())
  }
}

/** Each reply answers the latest of its parents that is a message. */
function checkReplies(eventOf: ReadonlyMap<string, LoggedEvent>): void {
  let replies = 0
  for (const file of days) {
    const parents = ircReplies(file)
    for (const [place, event] of eventOf) {
      if (!place.startsWith(`${file}:`)) continue
      const line = Number(place.slice(file.length + 1))
      const answered = (parents.get(line) ?? []).filter((parent) => eventOf.has(`${file}:${parent}`))
      const latest = answered.length === 0 ? undefined : eventOf.get(`${file}:${Math.max(...answered)}`)
      expect(event.fields['replyTo'], place).toBe(latest ? text(latest, 'messageId') : null)
      if (latest) replies += 1
    }
  }
  expect(replies).toBeGreaterThan(2_000)
}

async function countRows(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ schema: string }>(
      `SELECT table_schema AS schema FROM information_schema.tables WHERE table_name = 'messages' AND table_schema LIKE 'rm%'`,
    )
    const schema = rows[0]?.schema
    if (schema === undefined || rows.length !== 1) throw new Error('there is not one table of messages')
    const counted = await client.query<{ count: string }>(
      `SELECT count(*) AS count FROM ${client.escapeIdentifier(schema)}.messages WHERE group_id = $1`,
      [group],
    )
    return Number(counted.rows[0]?.count)
  } finally {
    await client.end()
  }
}
