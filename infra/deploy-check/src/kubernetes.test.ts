import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { loadPrograms } from './programs.js'
import { projectRoot } from './project-root.js'

interface Variable {
  name: string
  value?: string
  valueFrom?: { secretKeyRef: { name: string; key: string } }
}
interface Container {
  name: string
  image: string
  env?: Variable[]
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[]
  ports?: { containerPort: number }[]
  securityContext: object
}
interface Document {
  kind: string
  metadata: { name: string }
  data?: Record<string, string>
  spec: {
    template: { spec: { containers: Container[]; terminationGracePeriodSeconds?: number } }
    rules: { http: { paths: { path: string; backend: { service: { name: string } } }[] } }[]
  }
}

const base = join(projectRoot, 'infra/kubernetes/base')
const { resources } = parse(readFileSync(join(base, 'kustomization.yaml'), 'utf8')) as { resources: string[] }
const documents = resources.flatMap((file) =>
  parseAllDocuments(readFileSync(join(base, file), 'utf8')).map((one) => one.toJS() as Document),
)
const ofKind = (kind: string) => documents.filter((one) => one.kind === kind)
const configMap = ofKind('ConfigMap')[0]!.data!
/** What the guide says to put into the secret. */
const secret = { JWT_SECRET: 'x'.repeat(32), DATABASE_URL: 'postgres://user@host/name' }
const programs = await loadPrograms()

function environmentOf({ env = [], envFrom = [] }: Container): Record<string, string> {
  return {
    ...(envFrom.some((one) => one.configMapRef) ? configMap : {}),
    ...(envFrom.some((one) => one.secretRef?.name === 'hanashi') ? secret : {}),
    ...Object.fromEntries(
      env.map(({ name, value, valueFrom }) => [
        name,
        value ?? secret[valueFrom!.secretKeyRef.key as 'JWT_SECRET'],
      ]),
    ),
  }
}

test('every variable is read by some program, and every service starts with what it is given', () => {
  const known = new Set(programs.flatMap(({ variables }) => Object.keys(variables)))
  expect(Object.keys(configMap).filter((name) => !known.has(name))).toEqual([])
  const names = [...ofKind('Deployment'), ...ofKind('Job')].map(({ spec }) => {
    const [container] = spec.template.spec.containers
    const { readConfig, variables } = programs.find(({ name }) => container!.image === `hanashi/${name}`)!
    expect((container!.env ?? []).filter(({ name }) => !(name in variables))).toEqual([])
    const environment = environmentOf(container!)
    if (container!.name.startsWith('migrate-'))
      expect(environment).toEqual({ DATABASE_URL: secret.DATABASE_URL })
    else expect(() => readConfig(environment)).not.toThrow()
    return container!.name
  })
  expect(names).toEqual([
    'command-api',
    'query-api',
    'realtime',
    'projector',
    'log-setup',
    'migrate-read-models',
    'migrate-command-api',
  ])
})

test('the port that is opened is the port that is listened at; Service, budget and grace are there', () => {
  for (const { metadata, spec } of ofKind('Deployment')) {
    const [container] = spec.template.spec.containers
    expect(String(container!.ports![0]!.containerPort)).toBe(environmentOf(container!)['PORT'])
    // Longer than the pause before SIGTERM (5 s) and the drain (20 s).
    expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(25)
    for (const kind of ['Service', 'PodDisruptionBudget']) {
      expect(ofKind(kind).map((one) => one.metadata.name)).toContain(metadata.name)
    }
  }
})

test('nobody is root, nothing can be written but /tmp', () => {
  for (const { spec } of [...ofKind('Deployment'), ...ofKind('Job')]) {
    expect(spec.template.spec).toMatchObject({ securityContext: { runAsNonRoot: true, runAsUser: 1000 } })
    expect(spec.template.spec.containers[0]!.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
  }
})

test('what is for operators has no way in from outside, and every public route has one', () => {
  const paths = ofKind('Ingress')[0]!.spec.rules.flatMap(({ http }) => http.paths)
  const services = new Set(paths.map(({ backend }) => backend.service.name))
  expect(services).toEqual(new Set(['command-api', 'query-api', 'realtime']))
  const open = (path: string) => paths.some((one) => path === one.path || path.startsWith(`${one.path}/`))
  for (const path of ['/metrics', '/v1/metrics', '/ready', '/ops', '/']) expect(open(path)).toBe(false)
  for (const path of ['/users/me/token', '/v1/messages/global', '/groups', '/docs/start.js'])
    expect(open(path)).toBe(true)
})
