import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readCompose } from './compose-file.js'
import { loadPrograms } from './programs.js'
import { projectRoot } from './project-root.js'

const folder = mkdtempSync(join(tmpdir(), 'hanashi-env-'))
const envInit = () =>
  execFileSync(process.execPath, [join(projectRoot, 'infra/containers/env-init.mjs')], { cwd: folder })
envInit()
const dotEnvText = readFileSync(join(folder, '.env'), 'utf8')
const dotEnv = Object.fromEntries(
  dotEnvText.split('\n').flatMap((line) => {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, value]]
  }),
)
afterAll(() => rmSync(folder, { recursive: true }))

const services = readCompose(dotEnv)
const programs = await loadPrograms()
const ours = services.filter(({ builds }) => builds !== undefined)
const programOf = (builds = '') => programs.find(({ name }) => name === builds.replace('infra/', ''))!

test('each program of ours runs, with nothing in its environment that it does not read', () => {
  expect(new Set(ours.map(({ builds }) => builds))).toEqual(
    new Set(['infra/log-setup', 'projector', 'command-api', 'query-api', 'realtime']),
  )
  for (const { name, builds, environment } of ours) {
    const known = Object.keys(programOf(builds).variables)
    expect({ name, unknown: Object.keys(environment).filter((one) => !known.includes(one)) }).toEqual({
      name,
      unknown: [],
    })
  }
})

test('each service starts with what it is given; without any one of what it must have it would not', () => {
  for (const { builds, command, environment } of ours.filter((one) => one.command.length === 0)) {
    expect(command).toEqual([])
    const { readConfig, variables } = programOf(builds)
    expect(() => readConfig(environment)).not.toThrow()
    const required = Object.entries(variables).filter(([, variable]) => variable.required)
    for (const [name] of required) {
      const { [name]: _taken, ...rest } = environment
      expect(() => readConfig(rest)).toThrow(name)
    }
  }
})

test('variables that compose does not set can be set in .env.services', () => {
  for (const { raw, command } of ours.filter((one) => one.command.length === 0)) {
    expect({ command, file: raw['env_file'] }).toEqual({
      command: [],
      file: [{ path: '.env.services', required: false }],
    })
  }
})

test('services find each other by name at the ports that they listen at', () => {
  const ports = new Map(ours.map(({ name, environment }) => [name, environment['PORT']]))
  const own = ['command-api', 'query-api', 'realtime', 'projector'].map((name) => ports.get(name))
  expect(own).toEqual(['8001', '8002', '8003', '8004'])
  const realtime = ours.find(({ name }) => name === 'realtime')!
  expect(realtime.environment['COMMAND_API_URL']).toBe('http://command-api:8001')
  const caddy = readFileSync(join(projectRoot, 'infra/containers/caddy/Caddyfile'), 'utf8')
  const prometheus = readFileSync(join(projectRoot, 'infra/containers/prometheus/prometheus.yml'), 'utf8')
  for (const name of ['command-api', 'query-api', 'realtime', 'projector']) {
    expect(caddy).toContain(`import to ${name} ${ports.get(name)}`)
    expect(prometheus).toContain(`names: [${name}], type: A, port: ${ports.get(name)}`)
  }
})

test('the ports of the design, and only the proxy is reached from outside', () => {
  const published = services.flatMap(({ name, ports }) => ports.map((port) => `${name} ${port}`))
  expect(published).toEqual(
    expect.arrayContaining([
      'kafka-1 127.0.0.1:9092:19092',
      'registry 127.0.0.1:8081:8081',
      'postgres 127.0.0.1:5433:5432',
      'kafka-page 127.0.0.1:9021:8080',
      ...[8001, 8002, 8003, 8004].map((port) => `proxy 127.0.0.1:${port}:${port}`),
    ]),
  )
  const open = published.filter((line) => !line.includes(' 127.0.0.1:'))
  expect(open.filter((line) => !line.startsWith('proxy '))).toEqual([])
  expect(open.length).toBeGreaterThan(0)
})

test('every image is pinned to a version', () => {
  const dockerfile = readFileSync(join(projectRoot, 'infra/containers/Dockerfile'), 'utf8')
  const base = /^ARG NODE_IMAGE=(.+)$/m.exec(dockerfile)?.[1]
  for (const image of [base, ...services.map((one) => one.image)]) {
    expect(image).toMatch(/^[a-z0-9./-]+:v?\d+\.\d+[\w.-]*$/)
  }
})

test('secrets are made, are unlike in every installation, and nothing starts without', () => {
  const secrets = ['JWT_SECRET', 'POSTGRES_PASSWORD', 'GRAFANA_PASSWORD', 'KAFKA_CLUSTER_ID']
  for (const name of secrets) {
    const { [name]: _taken, ...rest } = dotEnv
    expect(() => readCompose(rest)).toThrow(`${name}: run npm run env:init`)
  }
  expect(statSync(join(folder, '.env')).mode & 0o077).toBe(0)
  envInit()
  expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(dotEnvText)
  rmSync(join(folder, '.env'))
  envInit()
  const again = readFileSync(join(folder, '.env'), 'utf8')
  for (const name of secrets) expect(again).not.toContain(dotEnv[name])
})

test('our containers can write nowhere and gain nothing', () => {
  for (const { raw } of ours) {
    expect(raw).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
  }
})
