import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from './log.js'
import { type Registry, startRegistry } from './start.js'
import { startChild } from './testing/child.js'
import { callerOf, schemaBody } from './testing/http.js'

let dataDir: string
let journal: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hanashi-registry-'))
  journal = join(dataDir, 'registry.journal')
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

const start = (): Promise<Registry> =>
  startRegistry({ host: '127.0.0.1', port: 0, dataDir, log: createLog('silent') })
const schema = (name: string): object => ({ type: 'record', name, fields: [{ name: 'a', type: 'string' }] })

async function during<Result>(work: (call: ReturnType<typeof callerOf>) => Promise<Result>): Promise<Result> {
  const registry = await start()
  try {
    return await work(callerOf(() => registry.url))
  } finally {
    await registry.close()
  }
}

type Call = ReturnType<typeof callerOf>
const registerIn = async (call: Call, subject: string, name: string): Promise<number> => {
  const { status, body } = await call('POST', `/subjects/${subject}/versions`, schemaBody(schema(name)))
  expect(status).toBe(200)
  return (body as { id: number }).id
}

/** Everything that can be read. */
async function everything(call: Call): Promise<unknown> {
  const subjects = (await call('GET', '/subjects?deleted=true')).body as string[]
  const parts = subjects.map(async (subject) => ({
    subject,
    level: await call('GET', `/config/${subject}`),
    live: await call('GET', `/subjects/${subject}/versions`),
    all: await call('GET', `/subjects/${subject}/versions?deleted=true`),
    latest: await call('GET', `/subjects/${subject}/versions/latest?deleted=true`),
  }))
  return { config: await call('GET', '/config'), subjects: await Promise.all(parts) }
}

describe('what was answered', () => {
  it('is there after a restart: schemas, levels, deletions, ids', async () => {
    const before = await during(async (call) => {
      await registerIn(call, 's', 'A')
      await call('PUT', '/config/s', { compatibility: 'NONE' })
      await registerIn(call, 's', 'B')
      await registerIn(call, 'gone', 'C')
      await call('DELETE', '/subjects/s/versions/1')
      await call('DELETE', '/subjects/gone')
      await call('DELETE', '/subjects/gone?permanent=true')
      await call('PUT', '/config', { compatibility: 'FULL' })
      return everything(call)
    })
    await during(async (call) => {
      expect(await everything(call)).toEqual(before)
      expect(await registerIn(call, 'new', 'D')).toBe(4)
      expect(await registerIn(call, 'gone', 'C')).toBe(3)
    })
  })

  it('is one id when the same schema is registered twenty times at once', async () => {
    const ids = await during((call) =>
      Promise.all(Array.from({ length: 20 }, (_, n) => registerIn(call, `s${n % 2}`, 'Same'))),
    )
    expect(new Set(ids)).toEqual(new Set([1]))
  })

  it('survives a kill -9 in the middle of writes, three times over', async () => {
    const answered = new Map<string, number>()
    for (let round = 0; round < 3; round++) {
      const child = await startChild(dataDir)
      const call = callerOf(() => child.url)
      const writer = async (lane: number): Promise<void> => {
        for (let n = 0; ; n++) {
          const name = `R${round}L${lane}N${n}`
          try {
            const { status, body } = await call(
              'POST',
              `/subjects/${name}/versions`,
              schemaBody(schema(name)),
            )
            if (status === 200) answered.set(name, (body as { id: number }).id)
          } catch {
            return
          }
        }
      }
      const writers = [0, 1, 2, 3].map(writer)
      while (answered.size < (round + 1) * 40) await new Promise((resolve) => setTimeout(resolve, 5))
      expect((await child.end('SIGKILL'))[1]).toBe('SIGKILL')
      await Promise.all(writers)
    }
    await during(async (call) => {
      for (const [name, id] of answered) {
        expect((await call('GET', `/subjects/${name}/versions/1`)).body).toMatchObject({ id, version: 1 })
      }
    })
    expect(new Set(answered.values()).size).toBe(answered.size)
  })

  it('is answered before SIGTERM ends the process, with code 0', async () => {
    const child = await startChild(dataDir)
    const call = callerOf(() => child.url)
    const pending = Array.from({ length: 20 }, (_, n) => registerIn(call, `s${n}`, `S${n}`))
    await Promise.all(pending)
    expect(await child.end('SIGTERM')).toEqual([0, null])
    expect(child.lines.at(-1)).toContain('stopped')
  })
})

describe('the journal', () => {
  it.each([
    ['half a record', async () => truncate(journal, (await stat(journal)).size - 20)],
    ['a record without its newline', async () => truncate(journal, (await stat(journal)).size - 1)],
  ])('is cut at %s at its end, and only that is gone', async (_, tear) => {
    await during(async (call) => {
      await registerIn(call, 's', 'A')
      await registerIn(call, 't', 'B')
    })
    await tear()
    await during(async (call) => {
      expect((await call('GET', '/subjects')).body).toEqual(['s'])
      await registerIn(call, 't', 'C')
    })
    await during(async (call) => {
      expect((await call('GET', '/subjects')).body).toEqual(['s', 't'])
    })
  })

  it('is cut at garbage at its end', async () => {
    await during((call) => registerIn(call, 's', 'A'))
    await appendFile(journal, '\0\0\0\0garbage\n\0')
    await during(async (call) => expect((await call('GET', '/subjects')).body).toEqual(['s']))
  })

  it('with a damaged record in the middle is refused and left alone', async () => {
    await during(async (call) => {
      await registerIn(call, 's', 'A')
      await registerIn(call, 't', 'B')
    })
    const content = await readFile(journal, 'utf8')
    const damaged = content.replace('"A', '"X')
    await writeFile(journal, damaged)
    await expect(start()).rejects.toThrow(/is damaged at byte 0 with good records behind it/)
    expect(await readFile(journal, 'utf8')).toBe(damaged)
  })

  it('that another process writes to takes no more, and says so', async () => {
    await during(async (call) => {
      await registerIn(call, 's', 'A')
      const mine = await readFile(journal)
      await appendFile(journal, 'somebody else\n')
      const answer = await call('POST', '/subjects/t/versions', schemaBody(schema('B')))
      expect(answer).toMatchObject({ status: 500, body: { error_code: 50001 } })
      expect((await call('GET', '/subjects')).body).toEqual(['s'])
      expect((await call('GET', '/ready')).status).toBe(503)
      expect((await call('GET', '/health')).status).toBe(200)
      await writeFile(journal, mine)
    })
  })
})
