import { join, resolve } from 'node:path'

/** What the environment says; read here and nowhere else in this package. */
export interface Config {
  /** The `java` to run: that of JAVA_HOME where it is set, else the one on the PATH. */
  readonly javaCommand: string
  /** KAFKA_BROKERS, for the command line tools. */
  readonly brokers: string
  /** SCHEMA_REGISTRY_URL, for printing events. */
  readonly registryUrl: string
  /** Where the resolved class path is kept. */
  readonly cacheDir: string
}

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const javaHome = env['JAVA_HOME']
  const dataDir = env['DATA_DIR'] || resolve(import.meta.dirname, '../../../.data')
  return {
    javaCommand: javaHome ? join(javaHome, 'bin', 'java') : 'java',
    brokers: env['KAFKA_BROKERS'] || '127.0.0.1:9092',
    registryUrl: env['SCHEMA_REGISTRY_URL'] || 'http://127.0.0.1:8081',
    cacheDir: join(dataDir, 'apache-kafka'),
  }
}
