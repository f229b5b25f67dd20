import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { errorCode } from './errors.js'

const run = promisify(execFile)

/** The pids of all processes whose command line contains every one of these texts. Never our own. */
export async function findProcesses(contains: readonly string[]): Promise<number[]> {
  const all = process.platform === 'linux' ? await linuxCommands() : await psCommands()
  return all
    .filter(({ pid, command }) => pid !== process.pid && contains.every((text) => command.includes(text)))
    .map(({ pid }) => pid)
}

interface Command {
  readonly pid: number
  readonly command: string
}

async function linuxCommands(): Promise<Command[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  return Promise.all(pids.map(async (pid) => ({ pid, command: await commandOf(pid) })))
}

async function commandOf(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return ''
    throw error
  }
}

async function psCommands(): Promise<Command[]> {
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 })
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
    return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), command }]
  })
}
