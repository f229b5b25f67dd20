import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processIdentity } from './identity.js'
import { acquireLock, lockHolder } from './lock.js'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hanashi-lock-'))
  path = join(folder, 'lock')
})
afterEach(() => rm(folder, { recursive: true }))

test('one holder at a time, and nothing left behind', async () => {
  const first = await acquireLock(path)
  expect(first.status).toBe('acquired')
  expect(await acquireLock(path)).toMatchObject({ status: 'held', holder: { pid: process.pid } })
  if (first.status === 'acquired') await first.release()
  expect(await readdir(folder)).toEqual([])
})

test('the lock of a process that is gone is taken over', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  const { pid } = child
  const identity = await processIdentity(pid!)
  await new Promise((resolve) => child.once('exit', resolve))
  await writeFile(path, JSON.stringify({ pid, identity }))
  expect(await lockHolder(path)).toBeUndefined()
  expect((await acquireLock(path)).status).toBe('acquired')
})

test('the lock of an earlier process with a pid that lives again is taken over', async () => {
  await writeFile(path, JSON.stringify({ pid: process.pid, identity: 'of another start' }))
  expect((await acquireLock(path)).status).toBe('acquired')
})

test.each(['', '{', 'null', '{"pid":"1","identity":""}'])(
  'a lock file that says nothing (%j) is taken over',
  async (text) => {
    await writeFile(path, text)
    expect((await acquireLock(path)).status).toBe('acquired')
  },
)

test('of many that find a stale lock at the same time one gets it', async () => {
  await writeFile(path, JSON.stringify({ pid: process.pid, identity: 'stale' }))
  const results = await Promise.all(Array.from({ length: 20 }, () => acquireLock(path)))
  expect(results.filter(({ status }) => status === 'acquired')).toHaveLength(1)
  expect(await readdir(folder)).toEqual(['lock'])
})

test('a lock that somebody else has taken since is not released', async () => {
  const mine = await acquireLock(path)
  const theirs = JSON.stringify({ pid: process.pid, identity: 'theirs' })
  await writeFile(path, theirs)
  if (mine.status === 'acquired') await mine.release()
  expect(await readdir(folder)).toEqual(['lock'])
})
