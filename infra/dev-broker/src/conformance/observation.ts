import type { Admin, Kafka } from 'kafkajs'
import type { KcatResult } from './kcat.js'

/** What an observation may use. Names are made new for each run, so that brokers can be asked again and again. */
export interface Bench {
  readonly port: number
  readonly brokers: string
  readonly kafka: Kafka
  readonly admin: Admin
  /** A name that no other observation or run has; told apart by `label`. */
  readonly name: (label: string) => string
  /** A new topic with that name. */
  readonly topic: (
    label: string,
    options?: { partitions?: number; configs?: Readonly<Record<string, string>> },
  ) => Promise<string>
  readonly kcat: (args: readonly string[], input?: string) => Promise<KcatResult>
}

export interface Observation {
  readonly name: string
  readonly through: 'kafkajs' | 'kcat' | 'codec'
  /** What is seen, as JSON; names of this run, ports, ids and times of day are taken out of it afterwards. */
  readonly see: (bench: Bench) => Promise<unknown>
}

export type Sightings = Readonly<Record<string, unknown>>

/** The value, or what kafkajs says is wrong: the protocol's error type, or the name of its own error. */
export async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return { value: await work() }
  } catch (error) {
    return { error: typeOf(error) }
  }
}

function typeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('type' in error && typeof error.type === 'string') return error.type
  const inner = 'errors' in error && Array.isArray(error.errors) ? firstOf(error.errors) : error.cause
  if (inner !== undefined && inner !== error) return typeOf(inner)
  return 'originalError' in error && error.originalError !== undefined
    ? typeOf(error.originalError)
    : error.name
}

const firstOf = (values: readonly unknown[]): unknown => values[0]
