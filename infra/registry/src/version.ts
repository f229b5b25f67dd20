import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** The version in this package's package.json. */
export function packageVersion(): string {
  const text = readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8')
  const parsed: unknown = JSON.parse(text)
  if (
    typeof parsed === 'object' &&
    parsed !== null &&
    'version' in parsed &&
    typeof parsed.version === 'string'
  ) {
    return parsed.version
  }
  throw new Error('package.json has no version')
}
