import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { choosePostgresPlace, locationOf, removePostgresData } from './postgres-place.js'
import { projectRoot } from './project.js'

let folder: string
let data: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hanashi-place-'))
  data = join(folder, 'postgres')
})
afterEach(async () => {
  await removePostgresData(data, projectRoot)
  await rm(folder, { recursive: true, force: true })
})

test.skipIf(process.getuid?.() !== 0)(
  'as root, data that Postgres could not reach is elsewhere, and stays there',
  async () => {
    await chmod(folder, 0o700)
    const place = await choosePostgresPlace(data, projectRoot)
    expect(place.dataFolder).toMatch(/^\/var\/tmp\/hanashi-[0-9a-f]{16}\/data$/)
    expect(place.user?.uid).toBeGreaterThan(0)
    expect((await readFile(`${data}.location`, 'utf8')).trim()).toBe(place.dataFolder)
    await chmod(folder, 0o755)
    expect((await choosePostgresPlace(data, projectRoot)).dataFolder).toBe(place.dataFolder)
    await removePostgresData(data, projectRoot)
    expect(await locationOf(data)).toBeUndefined()
    await expect(stat(join(place.dataFolder, '..'))).rejects.toThrow('ENOENT')
  },
)

test('data that can be reached stays in its folder', async () => {
  await chmod(folder, 0o755)
  expect((await choosePostgresPlace(data, projectRoot)).dataFolder).toBe(data)
  expect(await locationOf(data)).toBeUndefined()
})
