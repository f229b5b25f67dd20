import { writeFile } from 'node:fs/promises'
import { chooseKafka, parseArgs } from './args.js'
import { measures } from './measures.js'
import { jsonReport, tableHead, tableRows } from './report.js'
import type { Figure } from './rounds.js'
import { startSystem } from './system.js'

/**
 * `npm run bench -- [--kafka dev|apache] [--out FILE.json] [--only NAME,…]`: the running system beside the raw limit of each of its
 * parts, in turn on one machine. A table on standard output; everything that it started is ended.
 */
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const note = (line: string): void => void process.stderr.write(`${line}\n`)

const args = parseArgs(process.argv.slice(2), Object.keys(measures))
chooseKafka(args.kafka)
const began = performance.now()
const seconds = (): string => ((performance.now() - began) / 1_000).toFixed(0)
const system = await startSystem()
const figures: Figure[] = []
try {
  note(`${seconds()} s: running`)
  for (const line of tableHead) say(line)
  for (const [name, measure] of Object.entries(measures)) {
    if (args.only && !args.only.has(name)) continue
    const found = await measure(system)
    figures.push(...found)
    for (const line of found.flatMap(tableRows)) say(line)
    note(`${seconds()} s: ${name}`)
  }
} finally {
  await system.stop()
}
if (args.out !== undefined) {
  await writeFile(args.out, jsonReport(figures, args.kafka, performance.now() - began))
}
