/** Which Kafka the tests run on: one of ours, or the address of one that runs already. */
export type TestKafka =
  | { readonly kind: 'apache' }
  | { readonly kind: 'dev' }
  /** Kafka, registry and Postgres, all in containers. */
  | { readonly kind: 'containers' }
  | { readonly kind: 'external'; readonly brokers: string }

/** Reads HANASHI_TEST_KAFKA: `dev` (default), `apache`, `containers`, or `host:port[,host:port…]`. */
export function readTestKafka(env: NodeJS.ProcessEnv = process.env): TestKafka {
  const value = env['HANASHI_TEST_KAFKA'] ?? 'dev'
  if (value === 'apache' || value === 'dev' || value === 'containers') return { kind: value }
  if (/^[^\s:,]+:\d+(,[^\s:,]+:\d+)*$/.test(value)) return { kind: 'external', brokers: value }
  throw new Error(`HANASHI_TEST_KAFKA is "${value}": use dev, apache, containers or host:port`)
}

/** Reads HANASHI_TEST_REGISTRY: whether every stack has a registry of ours (default), or all share one Apicurio. */
export function usesApicurio(env: NodeJS.ProcessEnv = process.env): boolean {
  const value = env['HANASHI_TEST_REGISTRY'] ?? 'ours'
  if (value === 'apicurio' || value === 'ours') return value === 'apicurio'
  throw new Error(`HANASHI_TEST_REGISTRY is "${value}": use ours or apicurio`)
}

/** HANASHI_KEEP_LOGS: the logs of a test stack are kept after it has ended. */
export function keepsLogs(env: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(env['HANASHI_KEEP_LOGS'])
}

/** Only what a program needs to run at all: nothing else of the tester's shell changes a test. */
export function inheritedEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'JAVA_HOME', 'NODE_OPTIONS', 'SystemRoot']
  return Object.fromEntries(kept.flatMap((name) => (name in env ? [[name, env[name]]] : [])))
}
