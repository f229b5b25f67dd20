import type { Entry } from '../entries.js'
import type { ReaderFigures } from './check-readers.js'
import { isAcknowledged, type Command } from './commands.js'
import type { CheckedLog } from './log.js'

export interface FaultFigures {
  readonly count: number
  /** Longest time, in milliseconds, that no command at all was acknowledged while, or shortly after, such a fault lasted. */
  readonly longestSilenceMs: number
}

export interface Figures {
  readonly commands: number
  readonly acknowledged: number
  readonly attempts: number
  readonly records: number
  readonly copies: number
  readonly eventsSeen: number
  readonly connections: number
  readonly resyncs: number
  readonly pages: number
  readonly replays: number
  readonly faults: ReadonlyMap<string, FaultFigures>
  /** Share of the time from the first to the last fault in which at least one part was under one. */
  readonly shareUnderFault: number
}

/** After a fault has been healed its effect may last: the process has to start, leaders have to be found. */
const afterMs = 5_000

export function figuresOf(
  entries: readonly Entry[],
  commands: readonly Command[],
  readers: readonly ReaderFigures[],
  log: CheckedLog,
): Figures {
  const answeredAt = commands
    .flatMap(({ attempts }) => attempts.filter(isAcknowledged).map(({ answer }) => answer?.at ?? 0))
    .toSorted((a, b) => a - b)
  const spans = faultSpans(entries)
  const faults = new Map<string, FaultFigures>()
  for (const { name, from, to } of spans) {
    const known = faults.get(name) ?? { count: 0, longestSilenceMs: 0 }
    const silence = longestSilence(answeredAt, from, to + afterMs)
    faults.set(name, { count: known.count + 1, longestSilenceMs: Math.max(known.longestSilenceMs, silence) })
  }
  const sum = (of: keyof ReaderFigures) => readers.reduce((all, one) => all + one[of], 0)
  return {
    commands: commands.length,
    acknowledged: commands.filter(({ attempts }) => attempts.some(isAcknowledged)).length,
    attempts: commands.reduce((all, { attempts }) => all + attempts.length, 0),
    records: log.records,
    copies: log.copies,
    eventsSeen: sum('events'),
    connections: sum('connections'),
    resyncs: sum('resyncs'),
    pages: entries.filter(({ e }) => e === 'page').length,
    replays: entries.filter(({ e }) => e === 'replay').length,
    faults,
    shareUnderFault: share(spans),
  }
}

interface Span {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** `SIGKILL realtime`, `cut postgres`: of links the end that is not the service. */
function faultSpans(entries: readonly Entry[]): Span[] {
  const begun = new Map<number, { name: string; from: number }>()
  const spans: Span[] = []
  for (const entry of entries) {
    if (entry.e !== 'fault') continue
    const target = entry.target.split('>').at(-1)?.replace(/-\d+$/, '') ?? ''
    const name = `${entry.kind} ${entry.target.includes('>') ? `link to ${target}` : target}`
    if (entry.phase === 'begun') begun.set(entry.number, { name, from: entry.at })
    const one = begun.get(entry.number)
    if (entry.phase === 'healed' && one) spans.push({ ...one, to: entry.at })
  }
  return spans
}

function longestSilence(answeredAt: readonly number[], from: number, to: number): number {
  let longest = 0
  let before = from
  for (const at of answeredAt) {
    if (at < from) continue
    if (before > to) break
    longest = Math.max(longest, at - before)
    before = at
  }
  return Math.round(longest)
}

function share(spans: readonly Span[]): number {
  const sorted = spans.toSorted((a, b) => a.from - b.from)
  let [covered, end] = [0, sorted[0]?.from ?? 0]
  const begin = end
  for (const { from, to } of sorted) {
    covered += Math.max(0, to - Math.max(from, end))
    end = Math.max(end, to)
  }
  return end === begin ? 0 : covered / (end - begin)
}
