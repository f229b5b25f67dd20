import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Journal } from './journal.js'
import type { PlannedFault } from './plan.js'
import type { FaultStack } from './stack/stack.js'
import { sendSignal, signalAll } from './stack/target.js'

export interface Injector {
  /** Does the fault, waits as long as it lasts, and heals it. */
  readonly inject: (fault: PlannedFault) => Promise<void>
  /** Whether a process is down or stopped because we want it to. */
  readonly isUnderFault: (name: string) => boolean
  /** Starts what should run and doesn't. Fulfilled when it answers. */
  readonly revive: (name: string) => Promise<void>
}

export function createInjector(stack: FaultStack, journal: Journal, now: () => number): Injector {
  const under = new Map<string, Promise<void>>()

  const target = (name: string) => {
    const one = stack.targets.get(name)
    if (!one) throw new Error(`there is no process ${name}`)
    return one
  }
  /** A start that fails because something else is down as well is tried again until that is healed. */
  const start = async (name: string) => {
    for (let tries = 1; ; tries++) {
      try {
        await target(name).start()
        return
      } catch (error) {
        if (!(error instanceof Error) || tries === 6) throw error
        journal.write({ e: 'failed', at: now(), what: `start: ${error.message.slice(0, 300)}`, to: name })
        await sleep(1_000)
      }
    }
  }
  const act = async (fault: PlannedFault) => {
    switch (fault.kind) {
      case 'SIGKILL':
      case 'SIGTERM':
        await target(fault.target).end(fault.kind)
        await sleep(fault.forMs)
        return start(fault.target)
      case 'SIGSTOP': {
        const pids = target(fault.target).pids()
        signalAll(target(fault.target), 'SIGSTOP')
        await sleep(fault.forMs)
        // Those that were stopped, and those that a stopped parent couldn't tell of.
        for (const pid of new Set([...pids, ...target(fault.target).pids()])) sendSignal(pid, 'SIGCONT')
        return
      }
      case 'sessions-ended':
        return admin(stack, endSessions)
      case 'disk-full':
        await admin(stack, (client) => client.query(fillDisk))
        await sleep(fault.forMs)
        return admin(stack, (client) => client.query(freeDisk))
      case 'cut':
      case 'blackhole':
      case 'delay': {
        const link = stack.links.get(fault.target)
        if (!link) throw new Error(`there is no link ${fault.target}`)
        link.set(
          fault.kind === 'delay'
            ? { kind: 'delay', delayMs: 20 + (fault.forMs % 500) }
            : { kind: fault.kind },
        )
        await sleep(fault.forMs)
        link.set({ kind: 'open' })
      }
    }
  }
  const exclusively = (name: string, work: () => Promise<void>) => {
    const before = under.get(name) ?? Promise.resolve()
    const mine = before.then(work).finally(() => {
      if (under.get(name) === mine) under.delete(name)
    })
    under.set(name, mine)
    return mine
  }
  return {
    inject: (fault) =>
      exclusively(fault.target, async () => {
        const { number, kind, target: name } = fault
        journal.write({ e: 'fault', at: now(), number, kind, target: name, phase: 'begun' })
        await act(fault)
        journal.write({ e: 'fault', at: now(), number, kind, target: name, phase: 'healed' })
      }),
    isUnderFault: (name) => under.has(name),
    revive: (name) => exclusively(name, () => (target(name).running() ? Promise.resolve() : start(name))),
  }
}

const endSessions = (client: pg.Client) =>
  client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  )

/** Whoever changes how far the projection is gets what a full disk gives. Readers notice nothing. */
const fillDisk = `
  CREATE OR REPLACE FUNCTION public.disk_full() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
  DO $$ DECLARE place text; BEGIN
    FOR place IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
      WHERE schemaname LIKE 'rm\\_%' AND tablename = 'progress'
    LOOP EXECUTE format('CREATE OR REPLACE TRIGGER disk_full BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION public.disk_full()', place);
    END LOOP; END $$`
const freeDisk = 'DROP FUNCTION IF EXISTS public.disk_full() CASCADE'

/** As often as it takes: Postgres may be down at the same time. */
async function admin(stack: FaultStack, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    const client = new pg.Client({
      connectionString: stack.databaseUrl(),
      connectionTimeoutMillis: 2_000,
      query_timeout: 5_000,
    })
    client.on('error', () => undefined) // The query in progress is told.
    try {
      await client.connect()
      await work(client)
      return
    } catch (error) {
      if (!(error instanceof Error) || tries === 60) throw error
      await sleep(500)
    } finally {
      await client.end().catch((error: unknown) => {
        if (!(error instanceof Error)) throw error
      })
    }
  }
}
