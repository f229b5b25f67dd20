import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expectStatus } from '../src/http.js'
import { runImport } from '../src/importer.js'
import { endOffsets } from '../src/log-reader.js'
import { allPages } from '../src/pages.js'
import { makePerson } from '../src/people.js'
import { addressesOf, story } from '../src/story.js'
import { until } from '../src/until.js'

const log = [
  '=== ann [~ann@example.org] has joined #tea',
  '[23:58] <ann> is <b>tea</b> ready? 茶 ',
  '[23:58] <Bob|work> ann:\tyes',
  '[23:59]  * ann pours',
  '=== Bob|work is now known as bob',
  '[23:59] <bob> thanks',
  '[00:01] <ANN>   ',
  '[00:01] <x> a short nick',
  '[00:02] <Bob|work> somebody else',
  '[00:03] <admin> a reserved nick',
  '',
].join('\n')
const annotations = '1 2 -\n1 5 -\n3 5 -\n0 7 -\n'

story('importing a made-up log', {}, (stack) => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hanashi-irc-'))
    await writeFile(join(folder, '2004-12-31.txt'), log)
    await writeFile(join(folder, '2004-12-31.replies.txt'), annotations)
    await writeFile(
      join(folder, '2005-01-02.txt'),
      '[10:00] <ann> good morning\nnonsense\n[10:01] <dora> hi\n',
    )
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('speakers, kinds, times and replies; what is bad is told; a taken name is not spoken for', async () => {
    const { commandApi, queryApi } = addressesOf(stack())
    const { kafkaBrokers, groupsTopic, usersTopic, jwtSecret } = stack()
    const env = { COMMAND_API_URL: commandApi, JWT_SECRET: jwtSecret }
    const reader = await makePerson(commandApi, 'reader')
    const import1 = [
      '--group',
      'tea',
      join(folder, '2004-12-31.txt'),
      '--replies',
      join(folder, '2004-12-31.replies.txt'),
    ]
    const run = await runImport(import1, env)
    expect([run.code, run.output]).toEqual([0, expect.stringMatching(/^people +5$/m)])
    expect(run.output).toContain('2004-12-31.txt:7 <ANN> said nothing')
    expect(run.output).toContain('2004-12-31.txt:8 line 1, which is answered, is a system line')

    const shown = await until('seven messages', async () => {
      const pages = await allPages(queryApi, 'tea', reader.token)
      return pages.length === 7 ? pages : undefined
    })
    const id = (i: number) => shown[i]?.messageId
    expect(
      shown.map(({ author, kind, text, sentAt, replyTo }) => [
        author.username,
        kind,
        text,
        sentAt.slice(0, 16),
        replyTo,
      ]),
    ).toEqual([
      ['ann', 'text', 'is <b>tea</b> ready? 茶 ', '2004-12-31T23:58', undefined],
      [expect.stringMatching(/^Bob-work\.[0-9a-f]{4}$/), 'text', 'ann:\tyes', '2004-12-31T23:58', id(0)],
      ['ann', 'action', 'pours', '2004-12-31T23:59', undefined],
      [shown[1]?.author.username, 'text', 'thanks', '2004-12-31T23:59', id(2)],
      [expect.stringMatching(/^x\.[0-9a-f]{4}$/), 'text', 'a short nick', '2005-01-01T00:01', undefined],
      [
        expect.stringMatching(/^Bob-work\.[0-9a-f]{4}$/),
        'text',
        'somebody else',
        '2005-01-01T00:02',
        undefined,
      ],
      [
        expect.stringMatching(/^admin\.[0-9a-f]{4}$/),
        'text',
        'a reserved nick',
        '2005-01-01T00:03',
        undefined,
      ],
    ])
    expect(new Set(shown.map(({ author }) => author.userId)).size).toBe(5)
    expect(shown[5]?.author.userId).not.toBe(shown[1]?.author.userId)

    const ends = await endOffsets(kafkaBrokers, groupsTopic)
    expect((await runImport(import1, env)).code).toBe(0)
    expect(await endOffsets(kafkaBrokers, groupsTopic)).toEqual(ends)

    // Another day, another group: ann is the same user. A line that can't be read makes the exit code 1.
    await expectStatus(201, 'POST', `${commandApi}/users`, { body: { username: 'dora' } })
    const other = await runImport(['--group', 'rice', join(folder, '2005-01-02.txt')], env)
    expect(other.code).toBe(1)
    expect(other.output).toContain('2005-01-02.txt:2 it begins with neither [HH:MM] nor ===')
    const rice = await until('the other group', async () => {
      const pages = await allPages(queryApi, 'rice', reader.token)
      return pages.length === 2 ? pages : undefined
    })
    expect(rice[0]?.author.userId).toBe(shown[0]?.author.userId)

    // "dora" is a user already, whom the import didn't make: the nick gets another name.
    expect(rice[1]?.author.username).toMatch(/^dora\.[0-9a-f]{4}$/)

    // A secret that isn't the system's is noticed before a user is made.
    const users = await endOffsets(kafkaBrokers, usersTopic)
    const stranger = await runImport(import1, {
      ...env,
      JWT_SECRET: 'another secret, which this system does not know',
    })
    expect([stranger.code, stranger.output]).toEqual([1, expect.stringContaining('401 invalid-token')])
    expect(await endOffsets(kafkaBrokers, usersTopic)).toEqual(users)
  })
})
