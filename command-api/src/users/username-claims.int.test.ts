import { createTestDatabase } from '@hanashi/local/testing/database'
import type {} from '@hanashi/local/testing/context'
import { createPool } from '@hanashi/read-model/pool'
import { idsOfSecretKey } from '@hanashi/schemas/command-digest'
import { parseCommandId } from '@hanashi/schemas/ids'
import { parseUsername, usernameKey } from '@hanashi/schemas/username'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runMigrations } from '../migrations/run-migrations.js'
import { done, refuse } from '../result.js'
import { sweepClaims } from './sweep-claims.js'
import { UsernameClaims, type Claim } from './username-claims.js'

let databaseUrl: string
let pool: pg.Pool
let claims: UsernameClaims

beforeAll(async () => {
  databaseUrl = await createTestDatabase()
  await runMigrations(databaseUrl)
  pool = createPool({ databaseUrl, poolSize: 10, logger: { warn: () => undefined, info: () => undefined } })
  claims = new UsernameClaims(pool)
})
afterAll(() => pool.end())

function claimOf(name: string, key: string = randomUUID()): Claim {
  const [username, commandId] = [parseUsername(name), parseCommandId(key)]
  if (!username.ok || !commandId.ok) throw new Error('not valid')
  return {
    ...idsOfSecretKey(commandId.value),
    username: username.value,
    usernameKey: usernameKey(username.value),
    anonymous: false,
  }
}

/** As if the minute in which an append may land had passed. */
const pass = (commandId: string) =>
  pool.query(
    `UPDATE command_api.username_claims SET may_land_until = now() - interval '1 second' WHERE command_id = $1`,
    [commandId],
  )

describe('runMigrations', () => {
  it('does nothing the second time, and nothing twice when run at once', async () => {
    expect(await runMigrations(databaseUrl)).toEqual([])
    const fresh = await createTestDatabase()
    const made = await Promise.all([runMigrations(fresh), runMigrations(fresh), runMigrations(fresh)])
    expect(made.flat()).toEqual(['username_claims'])
  })

  it('refuses a database that is newer than the code', async () => {
    const newer = await createTestDatabase()
    await runMigrations(newer)
    const client = createPool({
      databaseUrl: newer,
      poolSize: 1,
      logger: { warn: () => undefined, info: () => undefined },
    })
    await client.query(`INSERT INTO command_api.migrations (id, name) VALUES (99, 'of_tomorrow')`)
    await client.end()
    await expect(runMigrations(newer)).rejects.toThrow(/older than the database/)
  })
})

describe('UsernameClaims', () => {
  it('gives a name to one of many, without regard to case', async () => {
    const wanted = Array.from({ length: 20 }, (_, i) => claimOf(i % 2 === 0 ? 'Kiran' : 'KIRAN'))
    const results = await Promise.all(wanted.map((claim) => claims.claim(claim)))
    expect(results.filter(({ status }) => status === 'own')).toHaveLength(1)
  })

  it('gives the same command its claim again, confirmed or not', async () => {
    const claim = claimOf('mika')
    const both = await Promise.all([claims.claim(claim), claims.claim(claim)])
    for (const one of both) expect(one).toMatchObject({ status: 'own', claim: { username: 'mika' } })
    await claims.confirm(claim.commandId, 'u1abcd:0:4', 1_700_000_000_123)
    await claims.confirm(claim.commandId, 'u1abcd:0:9', 1_800_000_000_000)
    expect(await claims.claim({ ...claim, ...claimOf('other'), commandId: claim.commandId })).toMatchObject({
      status: 'own',
      claim: { username: 'mika', confirmed: { position: 'u1abcd:0:4', occurredAt: 1_700_000_000_123 } },
    })
  })
})

describe('sweepClaims', () => {
  const sweep = (users: Record<string, { position: string; createdAt: number }>, caughtUp = true) =>
    sweepClaims({
      claims,
      catchUp: () => Promise.resolve(caughtUp ? done('caught-up') : refuse('projection-behind', 'wait')),
      findUsers: () =>
        Promise.resolve(
          new Map(
            Object.entries(users).map(([userId, user]) => [
              userId,
              { userId, username: 'x', anonymous: false, ...user },
            ]),
          ),
        ),
    })

  it('leaves alone what may still land, and everything while the projection is behind', async () => {
    const claim = claimOf('early')
    await claims.claim(claim)
    expect(await sweep({})).toEqual({ confirmed: 0, released: 0 })
    await pass(claim.commandId)
    expect(await sweep({}, false)).toBeUndefined()
    expect(await claims.claim(claimOf('early'))).toEqual({ status: 'taken' })
    await pass(claim.commandId)
    expect(await sweep({})).toEqual({ confirmed: 0, released: 1 })
    expect(await claims.claim(claimOf('early'))).toMatchObject({ status: 'own' })
  })

  it('confirms who is in the log', async () => {
    const claim = claimOf('landed')
    await claims.claim(claim)
    await pass(claim.commandId)
    expect(await sweep({ [claim.userId]: { position: 'u1abcd:0:7', createdAt: 5 } })).toEqual({
      confirmed: 1,
      released: 0,
    })
    expect(await claims.claim(claim)).toMatchObject({
      claim: { confirmed: { position: 'u1abcd:0:7', occurredAt: 5 } },
    })
  })

  it('does not release a claim that was renewed meanwhile', async () => {
    const claim = claimOf('again')
    await claims.claim(claim)
    await pass(claim.commandId)
    const [overdue] = await claims.overdue(10)
    expect(overdue?.commandId).toBe(claim.commandId)
    await claims.claim(claim)
    await claims.release(claim.commandId)
    expect(await claims.claim(claimOf('again'))).toEqual({ status: 'taken' })
  })
})
