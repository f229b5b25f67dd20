import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { endAll, endMatching } from './end-processes.js'
import type { GuardMessage, Guarded } from './guard.js'

/** See `startGuard`. Only the end of standard input ends it: signals meant for others don't. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

const watched = new Map<number, Guarded>()
const sweeps: (readonly string[])[] = []
const folders: string[] = []

for await (const line of createInterface({ input: process.stdin })) {
  // The other end of the pipe is `startGuard`, compiled with the same types.
  const message: GuardMessage = JSON.parse(line) as GuardMessage
  switch (message.do) {
    case 'watch':
      watched.set(message.pid, message)
      break
    case 'forget':
      watched.delete(message.pid)
      break
    case 'sweep':
      sweeps.push(message.contains)
      break
    case 'remove':
      folders.push(message.folder)
      break
  }
}

await endAll([...watched.values()])
for (const contains of sweeps) await endMatching(contains)
for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 3 })
