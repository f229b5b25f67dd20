import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where real logs are: HANASHI_IRC_DATA, or beside the project. They are not part of it. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  return env['HANASHI_IRC_DATA'] ?? join(root, '..', 'shared', 'data', 'ubuntu-irc')
}
