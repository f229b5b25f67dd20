import { afterAll, beforeAll, inject } from 'vitest'
import { tailOf } from '../log-file.js'
import { createTestDatabase } from './database.js'
import { type Stack, type StackOptions, startStack } from './stack-processes.js'
import { testTopics } from './topics.js'

export type { Stack, StackOptions }

/** A stack with its own database and topics on the Postgres and the Kafka of the run. The caller stops it. */
export async function startTestStack(options: StackOptions = {}): Promise<Stack> {
  const [databaseUrl, topics] = [await createTestDatabase(), testTopics()]
  const registryUrl = inject('registryUrl')
  const parts = {
    kafkaBrokers: inject('kafkaBrokers'),
    ...(registryUrl ? { registryUrl } : {}),
    databaseUrl,
    ...topics,
  }
  const stack = await startStack(parts, options)
  const stop = async () => {
    const died = stack.processes.filter((one) => one.diedUnasked)
    for (const one of died) process.stderr.write(`${one.name} had died. ${await logTail(one.logFile)}`)
    await stack.stop()
  }
  return { ...stack, stop }
}

/**
 * A stack for all tests of the file (or `describe`) that this is called in: started before the first, stopped after
 * the last, and when one of them failed the ends of the logs are shown.
 */
export function useTestStack(options: StackOptions = {}): () => Stack {
  let stack: Stack | undefined
  beforeAll(async () => {
    stack = await startTestStack(options)
  }, 120_000)
  // oxlint-disable-next-line no-empty-pattern -- Vitest takes nothing but a pattern as the first parameter
  afterAll(async ({}, suite) => {
    if (stack === undefined) return
    if (suite.tasks.some((task) => task.result?.state === 'fail')) await showLogs(stack)
    await stack.stop()
  }, 60_000)
  return () => {
    if (stack === undefined) throw new Error('the stack is there in tests and hooks only')
    return stack
  }
}

/** Writes the last lines of every log to standard error. */
export async function showLogs({ processes }: Pick<Stack, 'processes'>): Promise<void> {
  for (const { logFile } of processes) process.stderr.write(await logTail(logFile))
}

async function logTail(logFile: string): Promise<string> {
  return [`The end of ${logFile}:`, ...(await tailOf(logFile, 20)), ''].join('\n  ') + '\n'
}
