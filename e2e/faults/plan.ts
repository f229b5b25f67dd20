import { random } from './random.js'

/** `connections`: Postgres ends all sessions. `disk-full`: the projector's transactions fail with 53100. */
export const signalFaults = ['SIGKILL', 'SIGTERM', 'SIGSTOP'] as const
export const databaseFaults = ['sessions-ended', 'disk-full'] as const
export const linkFaults = ['cut', 'delay', 'blackhole'] as const
export type FaultKind =
  (typeof signalFaults)[number] | (typeof databaseFaults)[number] | (typeof linkFaults)[number]

/** One fault: what is done to whom, when, and for how long. Times in milliseconds from the beginning. */
export interface PlannedFault {
  readonly number: number
  readonly atMs: number
  readonly kind: FaultKind
  /** Name of a process, or of a link (`command-api-1>kafka`). */
  readonly target: string
  /** How long it stays ended, stopped, or cut off; then it is started again, continued, or healed. */
  readonly forMs: number
}

export interface PlanOptions {
  readonly seed: number
  readonly durationMs: number
  readonly processes: readonly string[]
  readonly links: readonly string[]
}

/** Before the first fault and after the last one everything runs. */
const [calmBeforeMs, calmAfterMs] = [6_000, 8_000]

/**
 * Faults at random moments, several at a time where it so happens, all drawn from the seed. They are dealt from a shuffled
 * deck with one card for each fault of each target, so that every fault has its turn before any has a second one.
 */
export function makePlan({ seed, durationMs, processes, links }: PlanOptions): PlannedFault[] {
  const dice = random(seed, 'plan')
  const cards = [
    ...processes.flatMap((target) =>
      signalFaults
        .filter((kind) => !(target === 'registry' && kind === 'SIGTERM'))
        .map((kind) => ({ kind, target })),
    ),
    ...databaseFaults.map((kind) => ({ kind, target: 'postgres' })),
    ...links.flatMap((target) => linkFaults.map((kind) => ({ kind, target }))),
  ]
  const busyUntilMs = new Map<string, number>()
  const plan: PlannedFault[] = []
  let deck: typeof cards = []
  for (let atMs = calmBeforeMs; atMs < durationMs - calmAfterMs; atMs += dice.between(800, 4_200)) {
    if (deck.length === 0) deck = dice.shuffled(cards)
    const index = deck.findIndex(({ target }) => (busyUntilMs.get(target) ?? 0) <= atMs)
    const [card] = index < 0 ? [] : deck.splice(index, 1)
    if (card === undefined) continue
    const forMs = Math.min(lengthMs(card.kind, dice.next()), durationMs - calmAfterMs / 2 - atMs)
    busyUntilMs.set(card.target, atMs + forMs + 7_000)
    plan.push({ number: plan.length + 1, atMs, ...card, forMs })
  }
  return plan
}

/** Mostly short, now and then longer than a session, a request or an election lasts. */
function lengthMs(kind: FaultKind, share: number): number {
  switch (kind) {
    case 'SIGKILL':
    case 'SIGTERM':
      return Math.round(200 + 6_000 * share ** 2)
    case 'SIGSTOP':
      return Math.round(1_000 + 13_000 * share ** 2)
    case 'sessions-ended':
      return 0
    case 'disk-full':
      return Math.round(1_000 + 5_000 * share)
    case 'cut':
    case 'delay':
    case 'blackhole':
      return Math.round(1_000 + 9_000 * share ** 2)
  }
}
