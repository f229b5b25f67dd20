import { spawn, spawnSync } from 'node:child_process'

export interface KcatResult {
  readonly code: number | null
  readonly out: string
  /** Warnings and errors without their times and addresses. */
  readonly err: string
}

const timeoutMs = 30_000

export const kcatIsThere = (): boolean => spawnSync('kcat', ['-V']).status === 0

/** Runs Debian's kcat to its end. */
export function runKcat(args: readonly string[], input = ''): Promise<KcatResult> {
  return new Promise((resolve, reject) => {
    const child = spawn('kcat', args, { timeout: timeoutMs })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out: textOf(out), err: plain(textOf(err)) }))
  })
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8')

/** `%3|1700000000.123|FAIL|rdkafka#producer-1| [thrd:…]: text` becomes `FAIL text`. */
const plain = (text: string): string =>
  text.replaceAll(/%\d\|[\d.]+\|(\w+)\|[^|]*\| (?:\[[^\]]*\]: )?/g, '$1 ')
