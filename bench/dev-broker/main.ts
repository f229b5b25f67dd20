import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrokerKind, RunningBroker } from './brokers.js'
import { apacheKafka, devBroker, residentMegabytes } from './brokers.js'
import * as measure from './measures.js'

/**
 * `npx tsx bench/dev-broker/main.ts [RECORDS]`: the dev broker beside Apache Kafka, the same client, alternating on one machine.
 * Needs both built, Java and Maven. Prints a table; a ratio above 1 is in the dev broker's favour.
 */
const records = Number(process.argv[2] ?? '1000000')
const rounds = 3

type Figures = Map<string, number[]>

const say = (line: string): void => void process.stdout.write(`${line}\n`)

function note(figures: Figures, name: string, value: number): void {
  figures.set(name, [...(figures.get(name) ?? []), value])
}

async function round(port: number, figures: Figures): Promise<void> {
  const kafka = measure.clientOf(port)
  note(figures, 'single send, ms', await measure.singleSendMs(kafka, 1000))
  note(figures, 'produce to consume, ms', await measure.roundTripMs(kafka, 500))
  const topic = `rate-${figures.size}-${performance.now().toFixed(0)}`
  await measure.createTopic(kafka, topic)
  note(figures, 'produced a second', await measure.producePerSecond(kafka, topic, 100_000))
}

async function fill(broker: RunningBroker): Promise<void> {
  const kafka = measure.clientOf(broker.port)
  await measure.createTopic(kafka, 'million')
  await measure.producePerSecond(kafka, 'million', records)
}

async function read(broker: RunningBroker, figures: Figures): Promise<void> {
  const rate = await measure.consumePerSecond(measure.clientOf(broker.port), 'million', records)
  note(figures, 'consumed a second', rate)
  note(figures, 'resident after them, MB', residentMegabytes(broker.pid))
}

/** Starts again on all those records: after SIGTERM, and after `kill -9`. Until the ends of the topic are answered. */
async function restart(kind: BrokerKind, running: RunningBroker, figures: Figures): Promise<void> {
  let broker = running
  for (const how of ['stop', 'kill'] as const) {
    await broker[how]()
    const began = performance.now()
    broker = await kind.start()
    const total = await measure.totalWhenLed(measure.clientOf(broker.port), 'million')
    note(figures, `start after ${how}, ms`, performance.now() - began)
    if (total < records) throw new Error(`${kind.name} has ${total} of ${records} records`)
  }
  await broker.stop()
}

const folder = await mkdtemp(join(tmpdir(), 'bench-dev-broker-'))
const kinds = [devBroker(folder), apacheKafka(folder), devBroker(folder, ['--fsync'])]
const all = kinds.map((): Figures => new Map())
for (const kind of kinds) {
  const broker = await kind.start()
  await round(broker.port, new Map())
  await broker.stop()
  say(`${kind.name}: warm`)
}
const running = await Promise.all(kinds.map((kind) => kind.start()))
for (let each = 0; each < rounds; each++)
  for (const [index, broker] of running.entries())
    await round(broker.port, all[index] ?? new Map<string, number[]>())
for (const broker of running) await fill(broker)
for (let each = 0; each < rounds; each++)
  for (const [index, broker] of running.entries())
    await read(broker, all[index] ?? new Map<string, number[]>())
for (const broker of running) await broker.stop()
for (const [index, kind] of kinds.entries()) {
  const broker = await kind.start()
  await restart(kind, broker, all[index] ?? new Map<string, number[]>())
}

say(`| | ${kinds.map(({ name }) => name).join(' | ')} | ratio |`)
say(`| --- | ${kinds.map(() => '---:').join(' | ')} | ---: |`)
for (const name of all[0]?.keys() ?? []) {
  const medians = all.map((figures) => measure.median(figures.get(name) ?? []))
  const [ours = NaN, theirs = NaN] = medians
  const ratio = name.endsWith('a second') ? ours / theirs : theirs / ours
  const shown = medians.map((value) => (value < 100 ? value.toFixed(2) : String(Math.round(value))))
  say(`| ${name} | ${shown.join(' | ')} | ${ratio.toFixed(2)} |`)
}
await rm(folder, { recursive: true, force: true })
