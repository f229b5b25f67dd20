import { isScope, scopes, type Scope } from '@hanashi/identity/identity'
import { defaultTtlMs } from '@hanashi/identity/sign'
import { accepted, refused, type Parsed } from '@hanashi/schemas/brand'
import { parseUsername, type Username } from '@hanashi/schemas/username'
import { parseArgs } from 'node:util'

export interface TokenRequest {
  readonly username: Username
  readonly scopes: readonly Scope[]
  readonly ttlMs: number
}

export const usage = 'usage: npm run token -- NAME [--scope ops,import,service] [--ttl 1h]'

/** `NAME [--scope LIST] [--ttl 90s|15m|1h|7d]`, in any order. */
export function parseArguments(args: readonly string[]): Parsed<TokenRequest> {
  const given = split(args)
  if (!given.ok) return given
  const [name, ...others] = given.value.positionals
  if (name === undefined || others.length > 0) return refused(usage)
  const username = parseUsername(name)
  if (!username.ok) return username
  const scopeNames = (given.value.values.scope ?? '').split(',').filter((scope) => scope !== '')
  const unknown = scopeNames.find((scope) => !isScope(scope))
  if (unknown !== undefined) return refused(`--scope takes ${scopes.join(', ')}, separated by commas`)
  const ttlMs = parseTtl(given.value.values.ttl)
  if (!ttlMs.ok) return ttlMs
  return accepted({ username: username.value, scopes: scopeNames.filter(isScope), ttlMs: ttlMs.value })
}

function split(args: readonly string[]) {
  const options = { scope: { type: 'string' }, ttl: { type: 'string' } } as const
  try {
    return accepted(parseArgs({ args: [...args], options, allowPositionals: true }))
  } catch (error) {
    if (error instanceof TypeError) return refused(usage)
    throw error
  }
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const maxTtlMs = 366 * 86_400_000

function parseTtl(text: string | undefined): Parsed<number> {
  if (text === undefined) return accepted(defaultTtlMs)
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  const ttlMs = Number(match?.[1]) * (unitMs[match?.[2] ?? ''] ?? NaN)
  if (!(ttlMs > 0 && ttlMs <= maxTtlMs))
    return refused('--ttl is a time such as 90s, 15m, 1h or 7d, of at most 366d')
  return accepted(ttlMs)
}
