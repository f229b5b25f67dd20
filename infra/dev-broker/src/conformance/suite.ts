import { randomBytes } from 'node:crypto'
import kafkajs from 'kafkajs'
import { askOnce, fieldOf } from './codec.js'
import { kcatIsThere, runKcat } from './kcat.js'
import type { Bench, Observation, Sightings } from './observation.js'
import { adminObservations } from './see-admin.js'
import { groupObservations } from './see-groups.js'
import { kcatObservations } from './see-kcat.js'
import { producerObservations } from './see-producers.js'
import { recordObservations } from './see-records.js'
import { versionObservations } from './see-versions.js'

const { Kafka, logLevel } = kafkajs

export const observations: readonly Observation[] = [
  ...adminObservations,
  ...recordObservations,
  ...groupObservations,
  ...producerObservations,
  ...versionObservations,
  ...kcatObservations,
]

/** Those that can be made here: without kcat, all but its own. */
export const possibleObservations = (): readonly Observation[] =>
  kcatIsThere() ? observations : observations.filter(({ through }) => through !== 'kcat')

/** Each has topics and groups of its own, so that several can look at the same time. */
const atOnce = 4

/** Looks at the broker on 127.0.0.1:`port`. A sighting is JSON without what differs from run to run. */
export async function look(
  port: number,
  wanted: readonly Observation[],
  told: (name: string) => void = () => undefined,
): Promise<Sightings> {
  const run = randomBytes(4).toString('hex')
  const brokers = `127.0.0.1:${port}`
  const kafka = new Kafka({
    brokers: [brokers],
    clientId: 'conformance',
    logLevel: logLevel.NOTHING,
    retry: { retries: 2 },
  })
  const sightings: Record<string, unknown> = {}
  let made = 0
  const waiting = [...wanted]
  const lookOn = async (): Promise<void> => {
    for (let observation = waiting.shift(); observation !== undefined; observation = waiting.shift())
      await lookAt(observation)
  }
  const lookAt = async (observation: Observation): Promise<void> => {
    const admin = kafka.admin()
    await admin.connect()
    const name = (label: string): string => `conf-${run}-${made++}-${label}`
    const topic: Bench['topic'] = async (label, { partitions = 1, configs = {} } = {}) => {
      const topicName = name(label)
      const configEntries = Object.entries(configs).map(([key, value]) => ({ name: key, value }))
      await admin.createTopics({
        topics: [{ topic: topicName, numPartitions: partitions, configEntries }],
        waitForLeaders: false,
      })
      await untilKnown(port, topicName)
      return topicName
    }
    const seen = await observed(() =>
      observation.see({ port, brokers, kafka, admin, name, topic, kcat: runKcat }),
    )
    sightings[observation.name] = scrub(seen, run, port)
    told(observation.name)
    await admin.disconnect()
  }
  await Promise.all(Array.from({ length: atOnce }, lookOn))
  return sightings
}

function scrub(seen: unknown, run: string, port: number): unknown {
  const text = JSON.stringify(seen ?? null, (_key, value: unknown) =>
    typeof value === 'bigint' ? Number(value) : value,
  )
    .replaceAll(new RegExp(`conf-${run}-\\d+-`, 'g'), 'conf-')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(new RegExp(`\\b${port}\\b`, 'g'), '9092')
  return JSON.parse(text)
}

/** An observation that fails is one too: it shows up as a difference. */
async function observed(see: () => Promise<unknown>): Promise<unknown> {
  try {
    return await see()
  } catch (error) {
    return { threw: error instanceof Error ? error.message : String(error) }
  }
}

/** Apache Kafka answers a creation a little before its metadata knows the topic. */
async function untilKnown(port: number, topic: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const metadata = await askOnce(port, 'metadata', 1, { topics: [topic] })
    if (fieldOf(metadata, 'topicMetadata', 0, 'topicErrorCode') === 0) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${topic} was made and is not known`)
}
