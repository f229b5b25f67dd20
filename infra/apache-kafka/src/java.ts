import { readConfig } from './config.js'
import { run } from './run.js'
import { SetupError, errorCode } from './setup-error.js'

/** The oldest Java that an Apache Kafka 4 broker runs on. */
export const oldestJava = 17

export interface Java {
  /** As Java prints it, for example `17.0.15`. */
  readonly version: string
  /** Its feature release: 17 for `17.0.15`, 8 for `1.8.0_402`. */
  readonly major: number
  readonly command: string
}

/** Reads what `java -version` prints. */
export function parseJavaVersion(output: string): Omit<Java, 'command'> | undefined {
  const version = /version "([^"]+)"/.exec(output)?.[1]
  if (version === undefined) return undefined
  const [first = '', second = ''] = version.split(/[._+-]/)
  const major = Number(first === '1' ? second : first)
  return Number.isInteger(major) && major > 0 ? { version, major } : undefined
}

/** The Java of this machine (JAVA_HOME, else the PATH), however old; undefined where there is none. */
export async function findJava(): Promise<Java | undefined> {
  const command = readConfig().javaCommand
  try {
    const { code, stderr, stdout } = await run(command, ['-version'], { timeoutMs: 30_000 })
    const found = code === 0 ? parseJavaVersion(stderr + stdout) : undefined
    return found && { ...found, command }
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'EACCES') return undefined
    throw error
  }
}

/** As `findJava`, but throws a SetupError where there is none or it is too old for Apache Kafka. */
export async function requireJava(): Promise<Java> {
  const java = await findJava()
  if (java === undefined) {
    throw new SetupError(
      `no Java found: install Java ${oldestJava} or newer (a JRE is enough) or set JAVA_HOME, then try again`,
    )
  }
  if (java.major < oldestJava) {
    throw new SetupError(
      `Java ${java.version} (${java.command}) is too old for Apache Kafka: install Java ${oldestJava} or newer or set JAVA_HOME to it`,
    )
  }
  return java
}
