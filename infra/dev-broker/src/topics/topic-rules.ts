import { ErrorCode } from '../protocol/errors.js'
import { topicConfigs } from './topic-configs.js'

export interface Refusal {
  readonly error: ErrorCode
  readonly message: string
}

const maxNameLength = 249
export const maxPartitions = 10_000

/** Kafka's rules for a topic's name; null where it keeps them. */
export function refuseName(name: string): Refusal | null {
  const reason =
    name === '' || name === '.' || name === '..'
      ? `the empty string, '.' and '..' are not allowed`
      : name.length > maxNameLength
        ? `the length is longer than ${maxNameLength}`
        : `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`
  const legal = /^[a-zA-Z0-9._-]{1,249}$/.test(name) && name !== '.' && name !== '..'
  return legal
    ? null
    : { error: ErrorCode.INVALID_TOPIC_EXCEPTION, message: `Topic name is invalid: ${reason}` }
}

/** Null where every setting is known and its value is one that it may have. */
export function refuseConfigs(overrides: ReadonlyMap<string, string | null>): Refusal | null {
  for (const [name, value] of overrides) {
    const known = topicConfigs.get(name)
    if (known === undefined)
      return { error: ErrorCode.INVALID_CONFIG, message: `Unknown topic config name: ${name}` }
    if (value === null)
      return {
        error: ErrorCode.INVALID_CONFIG,
        message: `Null value not supported for topic configs: ${name}`,
      }
    if (!known.allows(value))
      return { error: ErrorCode.INVALID_CONFIG, message: `Invalid value ${value} for configuration ${name}` }
  }
  return null
}
