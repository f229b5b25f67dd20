import { promises, type PromiseName } from './check/promises.js'
import type { Verdict } from './check/verdict.js'

const kafkaNames = {
  apache: 'Apache Kafka',
  apache3: 'Apache Kafka, three brokers with min.insync.replicas=2',
  dev: 'the development broker',
} as const

/** What a person reads: the verdict, the figures, and how to have it all again. */
export function report({ facts, figures, counts, violations }: Verdict, folder: string): string {
  const names = Object.keys(promises) as PromiseName[]
  const lines = [
    '',
    `Seed ${facts.seed}, ${facts.minutes} minutes, ${kafkaNames[facts.kafka]}`,
    `${figures.acknowledged} commands acknowledged of ${figures.commands}, in ${figures.attempts} attempts; ${figures.records} records in the log, ${figures.copies} of them copies`,
    `${figures.eventsSeen} events seen over ${figures.connections} connections with ${figures.resyncs} resyncs; ${figures.pages} pages, ${figures.replays} replays`,
    `something was wrong for ${Math.round(figures.shareUnderFault * 100)} % of the time`,
    '',
    'Fault                            times   longest without an acknowledgement',
    ...[...figures.faults]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(
        ([name, { count, longestSilenceMs }]) =>
          `${name.padEnd(32)} ${String(count).padStart(5)}   ${(longestSilenceMs / 1000).toFixed(1).padStart(6)} s`,
      ),
    '',
    ...names.map(
      (name) =>
        `${counts.has(name) ? `BROKEN ${counts.get(name)}×` : 'kept'.padEnd(6)} ${name}: ${promises[name]}`,
    ),
    ...violations.map(({ promise, detail }) => `  ${promise}: ${detail}`),
    '',
    counts.size === 0 ? 'VERDICT: every promise was kept' : `VERDICT: ${counts.size} promises were broken`,
    `Again: npm run faults -- --minutes ${facts.minutes} --seed ${facts.seed} --kafka ${facts.kafka} --rate ${facts.perSecond}`,
    `The verdict alone: npm run faults -- --check ${folder}`,
    '',
  ]
  return lines.join('\n')
}
