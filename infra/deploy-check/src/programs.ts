import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EnvSpec } from '@hanashi/service/env'
import { projectRoot } from './project-root.js'

/** What is deployed: each folder's compiled `config.js` says which variables it reads. */
export const programNames = ['command-api', 'query-api', 'realtime', 'projector', 'log-setup'] as const
export type ProgramName = (typeof programNames)[number]

export interface Program {
  readonly name: ProgramName
  readonly variables: EnvSpec
  /** @throws EnvError naming every variable that is missing or wrong */
  readonly readConfig: (env: Readonly<Record<string, string | undefined>>) => unknown
}

/**
 * From what was built, by path: no service is anybody's dependency when it runs.
 * @throws Error where a config doesn't export `variables` and `readConfig`
 */
export function loadPrograms(): Promise<readonly Program[]> {
  return Promise.all(programNames.map(loadProgram))
}

async function loadProgram(name: ProgramName): Promise<Program> {
  const folder = name === 'log-setup' ? 'infra/log-setup' : name
  const file = join(projectRoot, folder, 'dist', 'config.js')
  const module: unknown = await import(pathToFileURL(file).href)
  if (!isConfigModule(module)) throw new Error(`${file} exports no variables and readConfig`)
  return { name, variables: module.variables, readConfig: module.readConfig }
}

type ConfigModule = Pick<Program, 'variables' | 'readConfig'>

function isConfigModule(module: unknown): module is ConfigModule {
  if (typeof module !== 'object' || module === null) return false
  if (!('variables' in module) || !('readConfig' in module)) return false
  const { variables, readConfig } = module
  return typeof readConfig === 'function' && typeof variables === 'object' && variables !== null
}
