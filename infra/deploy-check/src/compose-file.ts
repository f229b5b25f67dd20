import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { projectRoot } from './project-root.js'

export type Environment = Readonly<Record<string, string>>

export interface ComposeService {
  readonly name: string
  readonly image: string | undefined
  /** The workspace that is built, for images of our own. */
  readonly builds: string | undefined
  readonly command: readonly string[]
  /** With `${NAME}` and `${NAME:-default}` filled in. */
  readonly environment: Environment
  /** As `127.0.0.1:8001:8001`. */
  readonly ports: readonly string[]
  readonly raw: Readonly<Record<string, unknown>>
}

/** The services of docker-compose.yml as they are with these variables in `.env`. */
export function readCompose(dotEnv: Environment): readonly ComposeService[] {
  const text = readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8')
  const { services } = record(parse(interpolate(text, dotEnv), { merge: true }))
  return Object.entries(record(services)).map(([name, value]) => {
    const raw = record(value)
    const builds = record(record(raw['build'])['args'])['SERVICE']
    return {
      name,
      image: textOf(raw['image']),
      builds: textOf(builds),
      command: list(raw['command']),
      environment: Object.fromEntries(
        Object.entries(record(raw['environment'])).map(([key, one]) => [key, String(one)]),
      ),
      ports: list(raw['ports']),
      raw,
    }
  })
}

/** @throws Error where a variable that compose asks for (`${NAME:?why}`) isn't there */
function interpolate(text: string, env: Environment): string {
  return text.replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_all, name: string, sign?: string, rest = '') => {
      const value = env[name]
      if (value !== undefined && value !== '') return value
      if (sign === '?') throw new Error(`${name}: ${String(rest)}`)
      return String(rest)
    },
  )
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function list(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
