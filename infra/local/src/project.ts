import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readDataFolder } from './config.js'

/** The root folder of the project. Holds from `src/` and from `dist/` alike, for both lie at the same depth. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

/** Everything that the local stack keeps: data, logs, secrets, the lock. */
export const dataFolder = readDataFolder(join(projectRoot, '.data'))

/** A program of this package, compiled. */
export function compiledProgram(name: string): string {
  return join(projectRoot, 'infra', 'local', 'dist', name)
}
