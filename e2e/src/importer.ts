import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface ImportRun {
  readonly code: number | null
  readonly output: string
}

const script = fileURLToPath(new URL('../../infra/import-irc/dist/main.js', import.meta.url))

/**
 * Runs the importer as a process of its own.
 * @param signalWhen looks at everything that was written so far; the process gets the signal that it names, once
 */
export function runImport(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signalWhen: (output: string) => NodeJS.Signals | undefined = () => undefined,
): Promise<ImportRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { env: { ...process.env, ...env } })
    let output = ''
    let signalled = false
    const take = (chunk: Buffer) => {
      output += chunk.toString()
      const signal = signalled ? undefined : signalWhen(output)
      if (signal === undefined) return
      signalled = true
      child.kill(signal)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
