import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunFacts } from './facts.js'
import { createInjector } from './inject.js'
import { createJournals, type Journal } from './journal.js'
import { keepLog } from './log-dump.js'
import { makePlan, type PlannedFault } from './plan.js'
import { readAll } from './read-all.js'
import { namesOf, startFaultStack, type FaultStack } from './stack/stack.js'
import type { KafkaKind } from './stack/kafka-target.js'
import { startClients } from './clients/start.js'

export interface RunOptions {
  readonly folder: string
  readonly seed: number
  readonly minutes: number
  readonly kafka: KafkaKind
  readonly perSecond: number
  readonly say: (line: string) => void
}

/** How long it may take until everything answers again, and until every reader has everything. */
const [healLimitMs, quietLimitMs] = [90_000, 90_000]

/**
 * One run: the stack, its clients, the faults of the plan; then everything is healed, the clients come to rest, and all that there is to
 * read is read. What happened is in `folder`; the verdict is another matter.
 */
export async function runFaults(options: RunOptions): Promise<void> {
  const { folder, seed, kafka, say } = options
  const durationMs = options.minutes * 60_000
  // An instance whose clock is wrong, in either direction.
  const clockOffsetMs = seed % 2 === 0 ? -300_000 : 300_000
  const stackPlan = { kafka, perService: 2, partitions: 4, clockOffsetMs }
  const plan = makePlan({ seed, durationMs, ...namesOf(stackPlan) })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'plan.json'), `${JSON.stringify(plan, undefined, 1)}\n`)
  for (const fault of plan) say(describe(fault))
  say(
    `${plan.length} faults in ${options.minutes} minutes; the clock of command-api-2 is ${clockOffsetMs / 1000} s off`,
  )

  const stack = await startFaultStack(join(folder, 'stack'), stackPlan)
  const journals = createJournals(folder)
  const beginMs = performance.now()
  const now = () => Math.round((performance.now() - beginMs) * 10) / 10
  const journal = journals.open('run')
  try {
    const clients = await startClients(stack, journals, {
      seed,
      perSecond: options.perSecond,
      now,
      durationMs,
    })
    say('the stack runs and the clients work')
    await doFaults(stack, plan, journal, now, say)
    const healedAt = now()
    say('healed; waiting until it is quiet')
    if (!(await clients.rest(quietLimitMs))) {
      journal.write({ e: 'trouble', at: now(), what: 'not-answered', detail: clients.whatIsMissing() })
    }
    await readAll(clients.world, journals.open('final'), seed)
    await clients.end()
    const { groupsTopic: groups, usersTopic: users, kafkaBrokers } = stack.wiring
    await keepLog(folder, kafkaBrokers, { groups, users })
    const facts: RunFacts = {
      seed,
      minutes: options.minutes,
      kafka,
      perSecond: options.perSecond,
      clockOffsetMs,
      plannedFaults: plan.length,
      groups: clients.world.groups,
      realtimes: Object.fromEntries(stack.urls('realtime').map((url, i) => [url, `realtime-${i + 1}`])),
      healedAt,
      endedAt: now(),
    }
    writeFileSync(join(folder, 'run.json'), `${JSON.stringify(facts, undefined, 1)}\n`)
  } finally {
    await stack.stop()
    await journals.close()
  }
}

async function doFaults(
  stack: FaultStack,
  plan: readonly PlannedFault[],
  journal: Journal,
  now: () => number,
  say: (line: string) => void,
): Promise<void> {
  const injector = createInjector(stack, journal, now)
  const failures: string[] = []
  let watching = true
  const watch = async () => {
    while (watching) {
      for (const { name, running, logFile } of stack.targets.values()) {
        if (running() || injector.isUnderFault(name)) continue
        journal.write({
          e: 'trouble',
          at: now(),
          what: 'died',
          detail: `${name} ended by itself (${logFile})`,
        })
        await injector.revive(name)
      }
      await sleep(200)
    }
  }
  const watched = watch()
  const running = plan.map(async (fault) => {
    await sleep(Math.max(0, fault.atMs - now()))
    say(`${(now() / 1000).toFixed(1).padStart(7)} s  ${describe(fault)}`)
    try {
      await injector.inject(fault)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      failures.push(`${describe(fault)}: ${error.message}`)
    }
  })
  await Promise.all(running)
  watching = false
  await watched
  for (const link of stack.links.values()) link.set({ kind: 'open' })
  await Promise.all([...stack.targets.keys()].map((name) => injector.revive(name)))
  for (const failure of failures)
    journal.write({ e: 'trouble', at: now(), what: 'not-healed', detail: failure })
  await untilReady(stack, journal, now)
}

async function untilReady(stack: FaultStack, journal: Journal, now: () => number): Promise<void> {
  const urls = (['command-api', 'projector', 'query-api', 'realtime'] as const).flatMap((name) =>
    stack.urls(name),
  )
  const endMs = now() + healLimitMs
  await Promise.all(
    urls.map(async (url) => {
      while (!(await isReady(url))) {
        if (now() > endMs) {
          const detail = `${url}/ready says no ${healLimitMs / 1000} s after everything was healed`
          journal.write({ e: 'trouble', at: now(), what: 'not-healed', detail })
          return
        }
        await sleep(200)
      }
    }),
  )
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(3_000) })
    await response.arrayBuffer()
    return response.ok
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return false
    throw error
  }
}

export function describe({ number, atMs, kind, target, forMs }: PlannedFault): string {
  return `#${number} at ${(atMs / 1000).toFixed(1)} s: ${kind} ${target}${forMs > 0 ? ` for ${(forMs / 1000).toFixed(1)} s` : ''}`
}
