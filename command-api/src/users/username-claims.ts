import type { Username, UsernameKey } from '@hanashi/schemas/username'
import type { CommandId, UserId } from '@hanashi/schemas/ids'
import type pg from 'pg'

export interface Claim {
  readonly usernameKey: UsernameKey
  readonly username: Username
  readonly userId: UserId
  readonly commandId: CommandId
  readonly anonymous: boolean
}

/** A claim as it is in the table; once confirmed, with where the user is in the log and since when. */
export interface ClaimOnRecord {
  readonly usernameKey: string
  readonly username: string
  readonly userId: string
  readonly commandId: string
  readonly anonymous: boolean
  readonly confirmed: { readonly position: string; readonly occurredAt: number } | undefined
}

export type Claimed =
  /** The command has this claim now, or had one before; what it had may be another name. */
  | { readonly status: 'own'; readonly claim: ClaimOnRecord }
  /** Another command has the name. */
  | { readonly status: 'taken' }

/** For how long after it was begun an append is taken to be able to reach the log: well above the bound of any attempt. */
export const mayLandForMs = 60_000

interface Row {
  username_key: string
  username: string
  user_id: string
  command_id: string
  anonymous: boolean
  position: string | null
  occurred_at_ms: number | null
}

const columns = 'username_key, username, user_id, command_id, anonymous, position, occurred_at_ms'
const landing = `now() + interval '${mayLandForMs} milliseconds'`

/** The table of claims. Everything here throws pg's errors. */
export class UsernameClaims {
  readonly #pool: pg.Pool

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  /** Claims the name for the command, or renews the claim that it has, so that an append may be begun now. */
  async claim(wanted: Claim): Promise<Claimed> {
    // A claim that is released between the statements is looked for again.
    for (;;) {
      const own = await this.#renew(wanted.commandId)
      if (own !== undefined) return { status: 'own', claim: own }
      const { rows } = await this.#pool.query<Row>({
        name: 'claim_username',
        text: `INSERT INTO command_api.username_claims
            (username_key, username, user_id, command_id, anonymous, state, may_land_until)
          VALUES ($1, $2, $3, $4, $5, 'claimed', ${landing})
          ON CONFLICT DO NOTHING RETURNING ${columns}`,
        values: [wanted.usernameKey, wanted.username, wanted.userId, wanted.commandId, wanted.anonymous],
      })
      if (rows[0] !== undefined) return { status: 'own', claim: onRecord(rows[0]) }
      if ((await this.#ownerOf(wanted.usernameKey)) !== undefined) {
        const late = await this.#renew(wanted.commandId)
        return late === undefined ? { status: 'taken' } : { status: 'own', claim: late }
      }
    }
  }

  /** The event is in the log. Said twice, the first stands. */
  async confirm(commandId: string, position: string, occurredAt: number): Promise<void> {
    await this.#pool.query({
      name: 'confirm_username',
      text: `UPDATE command_api.username_claims
        SET state = 'confirmed', position = $2, occurred_at_ms = $3
        WHERE command_id = $1 AND state = 'claimed'`,
      values: [commandId, position, occurredAt],
    })
  }

  /** Claims for which no append can land any more, the oldest first. */
  async overdue(limit: number): Promise<readonly ClaimOnRecord[]> {
    // Index: username_claims_open.
    const { rows } = await this.#pool.query<Row>({
      name: 'overdue_claims',
      text: `SELECT ${columns} FROM command_api.username_claims
        WHERE state = 'claimed' AND may_land_until < now() ORDER BY may_land_until LIMIT $1`,
      values: [limit],
    })
    return rows.map(onRecord)
  }

  /** Frees the name, unless the claim was renewed or confirmed meanwhile. */
  async release(commandId: string): Promise<void> {
    await this.#pool.query({
      name: 'release_username',
      text: `DELETE FROM command_api.username_claims
        WHERE command_id = $1 AND state = 'claimed' AND may_land_until < now()`,
      values: [commandId],
    })
  }

  /** Gives up a claim for a name that is somebody else's in the log. */
  async drop(commandId: string): Promise<void> {
    await this.#pool.query({
      name: 'drop_claim',
      text: `DELETE FROM command_api.username_claims WHERE command_id = $1 AND state = 'claimed'`,
      values: [commandId],
    })
  }

  /** Whether the table is there. */
  async check(): Promise<void> {
    await this.#pool.query('SELECT 1 FROM command_api.username_claims LIMIT 1')
  }

  async #renew(commandId: CommandId): Promise<ClaimOnRecord | undefined> {
    const { rows } = await this.#pool.query<Row>({
      name: 'renew_claim',
      text: `UPDATE command_api.username_claims SET may_land_until = ${landing}
        WHERE command_id = $1 RETURNING ${columns}`,
      values: [commandId],
    })
    return rows[0] && onRecord(rows[0])
  }

  async #ownerOf(usernameKey: UsernameKey): Promise<string | undefined> {
    const { rows } = await this.#pool.query<{ command_id: string }>({
      name: 'owner_of_username',
      text: 'SELECT command_id FROM command_api.username_claims WHERE username_key = $1',
      values: [usernameKey],
    })
    return rows[0]?.command_id
  }
}

function onRecord(row: Row): ClaimOnRecord {
  const { position, occurred_at_ms: occurredAt } = row
  return {
    usernameKey: row.username_key,
    username: row.username,
    userId: row.user_id,
    commandId: row.command_id,
    anonymous: row.anonymous,
    confirmed: position === null || occurredAt === null ? undefined : { position, occurredAt },
  }
}
