import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { UserError } from './errors.js'
import { projectRoot } from './project.js'

const maxOutputChars = 100_000

/** Builds what has changed of these packages and what they import. Rejected with the compiler's complaints. */
export function buildPackages(names: readonly string[]): Promise<void> {
  const turbo = join(projectRoot, 'node_modules', 'turbo', 'bin', 'turbo')
  const args = [
    turbo,
    'run',
    'build',
    '--output-logs=errors-only',
    ...names.map((name) => `--filter=${name}`),
  ]
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream
        .setEncoding('utf8')
        .on('data', (text: string) => (output = (output + text).slice(-maxOutputChars)))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new UserError(`${complaints(output)}\n  The build failed; what runs is unchanged.`))
    })
  })
}

/** The lines of the TypeScript compiler, or everything when there are none. */
function complaints(output: string): string {
  const lines = output.split('\n').filter((line) => /\berror TS\d+/.test(line))
  return lines.length > 0 ? lines.join('\n') : output
}
