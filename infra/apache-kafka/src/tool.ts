import { spawn } from 'node:child_process'
import { kafkaClasspath } from './classpath.js'
import { requireJava } from './java.js'
import { javaArgs } from './node.js'
import { type RunResult, run } from './run.js'

/**
 * Runs one of Kafka's command line tools, a class such as `org.apache.kafka.tools.TopicCommand`, to its end and gives
 * what it printed. The exit code is the caller's to judge. Rejects when it takes longer than `timeoutMs` (60 s by default).
 */
export async function kafkaTool(
  className: string,
  args: readonly string[],
  options: { cacheDir: string; input?: string; timeoutMs?: number },
): Promise<RunResult> {
  const { command, commandArgs } = await toolCommand(className, args, options.cacheDir)
  return run(command, commandArgs, {
    timeoutMs: options.timeoutMs ?? 60_000,
    ...(options.input === undefined ? {} : { input: options.input }),
  })
}

/** As `kafkaTool`, with this process's own input and output. Resolves with the exit code (1 where a signal ended it). */
export async function kafkaToolHere(
  className: string,
  args: readonly string[],
  cacheDir: string,
): Promise<number> {
  const { command, commandArgs } = await toolCommand(className, args, cacheDir)
  const child = spawn(command, commandArgs, { stdio: 'inherit' })
  // Ctrl-C reaches the tool too, and it ends in its own time.
  const ignore = (): void => undefined
  const forward = (): void => void child.kill('SIGTERM')
  process.on('SIGINT', ignore).on('SIGTERM', forward)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve(code ?? 1))
    })
  } finally {
    process.off('SIGINT', ignore).off('SIGTERM', forward)
  }
}

async function toolCommand(
  className: string,
  args: readonly string[],
  cacheDir: string,
): Promise<{ command: string; commandArgs: string[] }> {
  const java = await requireJava()
  const classpath = await kafkaClasspath(cacheDir)
  return {
    command: java.command,
    commandArgs: [...javaArgs(classpath, { maxHeapMiB: 256, logLevel: 'error' }), className, ...args],
  }
}
