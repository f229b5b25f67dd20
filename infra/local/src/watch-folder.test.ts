import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { waitUntil } from './wait.js'
import { FolderWatch } from './watch-folder.js'

let folder: string
let changes: number
let watch: FolderWatch
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hanashi-watch-'))
  await mkdir(join(folder, 'deep'))
  await writeFile(join(folder, 'deep', 'a.ts'), '1')
  changes = 0
  watch = new FolderWatch(() => (changes += 1))
  await watch.add(folder)
})
afterEach(async () => {
  watch.close()
  await rm(folder, { recursive: true })
})

async function changeIsSeen(change: () => Promise<void>): Promise<boolean> {
  const before = changes
  await change()
  return waitUntil(() => changes > before, { timeoutMs: 5_000, everyMs: 10 })
}

test('a file that was replaced is still watched', async () => {
  const file = join(folder, 'deep', 'a.ts')
  await writeFile(`${file}.new`, '2')
  expect(await changeIsSeen(() => rename(`${file}.new`, file))).toBe(true)
  // Lets the events of the replacement pass, so that the next one can't be taken for it.
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(await changeIsSeen(() => appendFile(file, '3'))).toBe(true)
})

test('folders that are made later are watched', async () => {
  const later = join(folder, 'deep', 'later')
  expect(await changeIsSeen(() => mkdir(later).then(() => undefined))).toBe(true)
  const seen = await waitUntil(
    async () => {
      await writeFile(join(later, 'b.ts'), String(changes))
      const before = changes
      await appendFile(join(later, 'b.ts'), '1')
      return waitUntil(() => changes > before, { timeoutMs: 200, everyMs: 10 })
    },
    { timeoutMs: 5_000 },
  )
  expect(seen).toBe(true)
})

test('nothing is told after the end', async () => {
  watch.close()
  await writeFile(join(folder, 'deep', 'a.ts'), '2')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(changes).toBe(0)
})
