import { readdir, readFile } from 'node:fs/promises'

/** Whether this system tells what each process has used of a core. */
export const tellsCpu = process.platform === 'linux'

/** Milliseconds of a core that the process has used in all, the kernel's work for it included. */
export async function cpuMs(pid: number): Promise<number> {
  const folder = `/proc/${pid}/task`
  const threads = await readdir(folder)
  const used = await Promise.all(threads.map((thread) => readFile(`${folder}/${thread}/schedstat`, 'utf8')))
  return used.reduce((sum, line) => sum + Number(line.split(' ')[0]), 0) / 1e6
}
