import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface ImportRun {
  readonly code: number | null
  readonly output: string
}

const script = fileURLToPath(new URL('../../infra/import-irc/dist/main.js', import.meta.url))

/**
 * Runs the importer as a process of its own.
 * @param killWhen looks at everything that was written so far; the process is killed with SIGKILL when it says so
 */
export function runImport(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  killWhen: (output: string) => boolean = () => false,
): Promise<ImportRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env } })
    let output = ''
    const take = (chunk: Buffer) => {
      output += chunk.toString()
      if (killWhen(output)) child.kill('SIGKILL')
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
