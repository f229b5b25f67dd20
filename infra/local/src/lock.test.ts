import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processIdentity } from './identity.js'
import { acquireLock, lockHolder } from './lock.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hanashi-lock-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('one holder at a time', async () => {
  const first = await acquireLock(folder)
  expect(first.status).toBe('acquired')
  expect(await acquireLock(folder)).toMatchObject({ status: 'held', holder: { pid: process.pid } })
  if (first.status === 'acquired') await first.release()
  expect(await lockHolder(folder)).toBeUndefined()
  expect((await acquireLock(folder)).status).toBe('acquired')
  expect(await readdir(folder)).toHaveLength(1)
})

test('the lock of a process that is gone is taken over', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  const { pid } = child
  const identity = await processIdentity(pid!)
  await new Promise((resolve) => child.once('exit', resolve))
  await writeFile(join(folder, '7'), JSON.stringify({ pid, identity }))
  expect(await lockHolder(folder)).toBeUndefined()
  expect((await acquireLock(folder)).status).toBe('acquired')
})

test('the lock of an earlier process with a pid that lives again is taken over', async () => {
  await writeFile(join(folder, '7'), JSON.stringify({ pid: process.pid, identity: 'of another start' }))
  expect((await acquireLock(folder)).status).toBe('acquired')
})

test.each(['', '{', 'null', '{"pid":"1","identity":""}'])(
  'a lock file that says nothing (%j) is taken over',
  async (text) => {
    await writeFile(join(folder, '7'), text)
    expect((await acquireLock(folder)).status).toBe('acquired')
  },
)

test('of many that find a stale lock at the same time one gets it', async () => {
  await writeFile(join(folder, '7'), JSON.stringify({ pid: process.pid, identity: 'stale' }))
  const results = await Promise.all(Array.from({ length: 20 }, () => acquireLock(folder)))
  expect(results.filter(({ status }) => status === 'acquired')).toHaveLength(1)
  expect(await readdir(folder)).toHaveLength(1)
})

test('taken and released by many at the same time, never two have it', async () => {
  let holders = 0
  let most = 0
  const contend = async () => {
    for (let round = 0; round < 20; round++) {
      const lock = await acquireLock(folder)
      if (lock.status === 'held') continue
      most = Math.max(most, ++holders)
      await Promise.resolve()
      holders--
      await lock.release()
    }
  }
  await Promise.all(Array.from({ length: 8 }, contend))
  expect(most).toBe(1)
  expect(await readdir(folder)).toHaveLength(1)
})
