import type { StartArgs } from './args.js'
import { readLocalConfig } from './config.js'
import { startControlServer } from './control-server.js'
import { ensureDataFolder } from './data-folder.js'
import { UserError } from './errors.js'
import { files } from './files.js'
import { startGuard } from './guard.js'
import { checkKafka, kafkaCommand } from './kafka-part.js'
import { decideKafka, rememberKafka } from './kafka-choice.js'
import { clearLeftovers } from './leftovers.js'
import { LocalStack } from './local-stack.js'
import { acquireLock } from './lock.js'
import { portPlan } from './ports.js'
import { checkPorts } from './ports-check.js'
import { recordingGuard } from './process-record.js'
import { type Steps, terminalSteps } from './steps.js'
import { stopSignal } from './stop-signal.js'
import { welcome } from './welcome.js'

/**
 * Starts everything, keeps it running until SIGINT, SIGTERM or SIGHUP, and stops it in order; the same when the start
 * fails. No process outlives the call, and if we are killed the guard sees to that.
 * @param whileRunning called when everything is ready; what it answers is called before the stop
 */
export async function runLocal(
  args: StartArgs,
  whileRunning?: (stack: LocalStack, steps: Steps) => Promise<() => Promise<void>>,
): Promise<void> {
  const begin = performance.now()
  const config = readLocalConfig()
  await ensureDataFolder()
  const lock = await acquireLock(files.lock)
  if (lock.status === 'held')
    throw new UserError(
      `Hanashi runs in this folder already (pid ${lock.holder.pid}): npm run status shows it.`,
    )
  try {
    const steps = terminalSteps(process.stderr)
    const signal = stopSignal()
    await clearLeftovers(steps.say)
    const ports = portPlan(args.portBase)
    const kafka = await decideKafka(args.kafka, files.kafkaChoice)
    await checkKafka(kafka)
    await checkPorts(ports, kafka)
    await rememberKafka(kafka, files.kafkaChoice)
    const guard = recordingGuard(startGuard(), files.processes)
    guard.sweep(kafkaCommand)
    const stack = new LocalStack({ kafka, ports, config, guard, steps })
    try {
      if ((await Promise.race([stack.start(), signal.received])) === 'stop') return
      const control = await startControlServer(files.control, stack.parts)
      try {
        const finish = await whileRunning?.(stack, steps)
        steps.say(welcome({ stack, ports, config, ms: performance.now() - begin }))
        await signal.received
        await finish?.()
      } finally {
        await control.close()
      }
    } finally {
      steps.say('')
      await steps.run('stop', () => stack.stop())
      await guard.close()
    }
  } finally {
    await lock.release()
  }
}
