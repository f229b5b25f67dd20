import { readFile, stat } from 'node:fs/promises'
import type { Arguments, Source } from './arguments.js'
import { createCommandApi, describeProblem, type Post } from './command-api.js'
import type { Config } from './config.js'
import { ImportError } from './import-error.js'
import { importerKey, userKeyOf } from './ids.js'
import { usernamesFor } from './names.js'
import { personKey, type Person } from './people.js'
import { planFile, type Plan } from './plan.js'
import { createProgress, type Output } from './progress.js'
import { readLines } from './read-lines.js'
import { sayMessages } from './say.js'
import type { Outcome, Said } from './summary.js'
import { createTokens } from './tokens.js'
import { ensureUser, ensureUsers } from './users.js'

const maxFileBytes = 256 * 1024 * 1024
const usersAtOnce = 16

/**
 * Says files through command-api, in the order of their days. All files are read before anything is said.
 * @throws ImportError when a file can't be read or command-api refuses or stays away
 */
export async function importFiles(
  { group, sources }: Arguments,
  { commandApiUrl, jwtSecret }: Config,
  output: Output,
  signal: AbortSignal,
): Promise<Outcome> {
  const plans: Plan[] = []
  for (const source of sources) plans.push(await readSource(source, group))
  const tokens = createTokens(jwtSecret)
  const waits: { show: (line: string) => void } = { show: () => {} }
  const post = createCommandApi({
    url: commandApiUrl,
    token: tokens.token,
    patienceMs: 300_000,
    requestTimeoutMs: 60_000,
    signal,
    onWait: (reason, delayMs) => waits.show(`waiting ${(delayMs / 1000).toFixed(1)} s: ${reason}`),
  })
  await checkSecret(post)
  const key = importerKey(jwtSecret)
  tokens.speakAs(
    await ensureUser(post, { key, usernames: ['irc-importer', `irc-importer.${key.slice(0, 4)}`] }),
  )

  const users = await makeUsers(post, plans, jwtSecret, output, waits)
  const total = plans.reduce((sum, plan) => sum + plan.messages.length, 0)
  const progress = createProgress(output, 'messages', total)
  waits.show = progress.note
  const said: Said[] = []
  const startMs = performance.now()
  let done = 0
  for (const plan of plans) {
    const refused = await sayMessages(post, group, plan.messages, users, (count) => {
      done += count
      progress.update(done)
    })
    said.push({ plan, refused })
  }
  progress.end()
  const people = new Set(plans.flatMap(({ messages }) => messages.map(({ author }) => personKey(author))))
  return { group, users: people.size, said, elapsedMs: performance.now() - startMs }
}

/** Before anything is made: a secret that is not the system's would leave users behind and then fail. */
async function checkSecret(post: Post): Promise<void> {
  const { status, body } = await post('/users/me/token', {})
  if (status !== 401) return
  throw new ImportError(
    `tokens signed with this JWT_SECRET are not accepted: ${describeProblem(status, body)}`,
  )
}

async function makeUsers(
  post: Post,
  plans: readonly Plan[],
  secret: string,
  output: Output,
  waits: { show: (line: string) => void },
): Promise<(person: Person) => string> {
  const people = new Map<string, Person>()
  for (const { author } of plans.flatMap(({ messages }) => messages)) {
    if (!people.has(personKey(author))) people.set(personKey(author), author)
  }
  const wanted = [...people].map(([id, person]) => ({
    id,
    key: userKeyOf(person, secret),
    usernames: usernamesFor(person),
  }))
  const progress = createProgress(output, 'people  ', wanted.length)
  waits.show = progress.note
  const userIds = await ensureUsers(post, wanted, usersAtOnce, progress.update)
  progress.end()
  const byPerson = new Map([...userIds].map(([{ id }, userId]) => [id, userId]))
  return (person) => {
    const userId = byPerson.get(personKey(person))
    if (userId === undefined) throw new Error('a message has an author who speaks nowhere')
    return userId
  }
}

async function readSource({ path, file, day, repliesPath }: Source, group: string): Promise<Plan> {
  const lines = readLines(await readWhole(path))
  const annotations = repliesPath === undefined ? undefined : (await readWhole(repliesPath)).toString('utf8')
  return planFile({ file, day, group, lines, annotations })
}

async function readWhole(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path)
    if (size > maxFileBytes) throw new ImportError(`${path} is larger than 256 MiB: split it by days`)
    return await readFile(path)
  } catch (error) {
    if (!(error instanceof Error) || error instanceof ImportError) throw error
    throw new ImportError(`${path} can't be read: ${error.message}`, { cause: error })
  }
}
