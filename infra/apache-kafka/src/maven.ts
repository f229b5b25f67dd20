import { run } from './run.js'
import { SetupError, errorCode } from './setup-error.js'

/** Downloading everything for the first time, on a slow line. */
const mavenTimeoutMs = 15 * 60_000

/** Whether `mvn` can be run at all. */
export async function hasMaven(): Promise<boolean> {
  try {
    return (await run('mvn', ['--version'], { timeoutMs: 60_000 })).code === 0
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

/** Runs Maven in batch mode. `what` is what is being fetched, for the message of the SetupError. */
export async function runMaven(what: string, args: readonly string[]): Promise<void> {
  try {
    const { code, stdout, stderr } = await run('mvn', ['-q', '-B', ...args], { timeoutMs: mavenTimeoutMs })
    if (code === 0) return
    throw new SetupError(
      `Maven could not fetch ${what}: ${firstError(stdout + stderr)}; check the network and Maven's settings, then try again`,
    )
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new SetupError(
      `no Maven found, which fetches ${what}: install it (\`mvn\` on the PATH) and try again`,
      {
        cause: error,
      },
    )
  }
}

/** The first line in which Maven says what went wrong, at most 300 characters of it. */
export function firstError(output: string): string {
  const line =
    output.split('\n').find((text) => text.includes('[ERROR]')) ?? output.trim().split('\n')[0] ?? ''
  return line.replace('[ERROR]', '').trim().slice(0, 300) || 'it printed nothing'
}
