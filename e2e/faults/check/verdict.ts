import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry, HistoryEntry, PageEntry } from '../entries.js'
import type { RunFacts } from '../facts.js'
import { readJournals } from '../journal.js'
import { readKeptLog } from '../log-dump.js'
import { checkCommands } from './check-commands.js'
import { checkHealth } from './check-health.js'
import { checkKeys, createExcuse, excusedKeys } from './check-keys.js'
import { checkReads } from './check-pages.js'
import { checkReader } from './check-readers.js'
import { checkReplays } from './check-replays.js'
import { checkUsers } from './check-users.js'
import { collectCommands } from './commands.js'
import { collectDeletions } from './deletions.js'
import { createMayBeBehind, faultWindows } from './fault-windows.js'
import { figuresOf, type Figures } from './figures.js'
import { checkLog } from './log.js'
import { Findings, type PromiseName, type Violation } from './promises.js'

export interface Verdict {
  readonly facts: RunFacts
  readonly figures: Figures
  readonly counts: ReadonlyMap<PromiseName, number>
  /** The first ones of each promise. */
  readonly violations: readonly Violation[]
}

/** From what a run left in its folder, and from nothing else; so it can be given again at any time. */
export function giveVerdict(folder: string): Verdict {
  const facts = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunFacts
  const journals = readJournals(folder)
  const findings = new Findings()
  const entries: Entry[] = [...journals.values()].flat()
  const commands = collectCommands(entries)
  const windows = faultWindows(entries)
  const mayBeBehind = createMayBeBehind(windows, facts.realtimes)
  const mayBeUnused = createExcuse(windows)
  const log = checkLog(readKeptLog(folder), excusedKeys(commands, mayBeUnused), findings)
  const deletions = collectDeletions(entries)
  checkCommands(commands, log, findings)
  checkKeys(commands, mayBeUnused, findings)
  checkUsers(commands, log, findings)
  const complete = entries.some(({ e }) => e === 'complete')
  const readers = [...journals]
    .filter(([name]) => name.startsWith('reader-'))
    .map(([name, own]) => checkReader(name, own, { log, deletions, mayBeBehind, complete, findings }))
  checkReplays(
    entries.filter((entry) => entry.e === 'replay'),
    log,
    deletions,
    mayBeBehind,
    findings,
  )
  const reads = new Map<string, (PageEntry | HistoryEntry)[]>()
  for (const entry of entries) {
    if (entry.e === 'page' || entry.e === 'history') list(reads, entry.group).push(entry)
  }
  for (const [name, asked] of reads) {
    const group = log.groups.get(name)
    if (group) checkReads(group, asked, log, findings)
    else findings.add('pages-are-the-fold', `there is no group ${name}`)
  }
  checkHealth(facts, entries, commands, findings)
  return {
    facts,
    figures: figuresOf(entries, commands, readers, log),
    counts: findings.counts(),
    violations: findings.first(),
  }
}

function list<T>(lists: Map<string, T[]>, name: string): T[] {
  const known = lists.get(name)
  if (known) return known
  const made: T[] = []
  lists.set(name, made)
  return made
}
