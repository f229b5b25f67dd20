import { readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { UserError, errorCode } from './errors.js'
import { files } from './files.js'
import { clearLeftovers } from './leftovers.js'
import { acquireLock } from './lock.js'
import { removePostgresData } from './postgres-place.js'
import { projectRoot } from './project.js'
import { runMain } from './run-main.js'

/** `npm run reset [-- --yes]`: deletes all data of this folder. Refused while it runs. */
await runMain(async () => {
  if ((await entries()).length === 0) {
    process.stdout.write('There is no data.\n')
    return
  }
  const lock = await acquireLock(files.lock)
  if (lock.status === 'held')
    throw new UserError(`Hanashi runs (pid ${lock.holder.pid}): stop it first, then reset.`)
  try {
    if (!process.argv.includes('--yes') && !(await confirmed())) {
      process.stdout.write('Nothing was deleted.\n')
      return
    }
    await clearLeftovers((line) => process.stdout.write(`${line}\n`))
    await removePostgresData(files.postgres, projectRoot)
    for (const name of await entries()) await rm(join(files.folder, name), { recursive: true, force: true })
    process.stdout.write('All data is deleted.\n')
  } finally {
    await lock.release()
  }
})

/** What a reset deletes: all but the lock and Apache Kafka's class path, which is no data. */
async function entries(): Promise<string[]> {
  const kept = new Set([basename(files.apacheKafkaCache), basename(files.lock)])
  try {
    return (await readdir(files.folder)).filter((name) => !kept.has(name))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw error
  }
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UserError('Nobody can be asked here: npm run reset -- --yes deletes all data.')
  const ask = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = await ask.question(
      `Delete all messages, users, secrets and logs in ${files.folder}? (yes/no) `,
    )
    return answer.trim().toLowerCase() === 'yes'
  } finally {
    ask.close()
  }
}
