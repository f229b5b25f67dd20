import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Sightings } from './observation.js'

/** What Apache Kafka 4.3.1 shows, as `main.js record` wrote it down. */
export const expectedPath = fileURLToPath(
  new URL('../../conformance/apache-kafka-4.3.1.json', import.meta.url),
)

export function readExpected(): Sightings {
  const value: unknown = JSON.parse(readFileSync(expectedPath, 'utf8'))
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
