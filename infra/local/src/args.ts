import { parseArgs } from 'node:util'
import { UserError, errorText } from './errors.js'
import { maxPortBase } from './ports.js'

export type KafkaChoice =
  | { readonly kind: 'apache' }
  | { readonly kind: 'dev' }
  | { readonly kind: 'external'; readonly brokers: string }

export interface StartArgs {
  /** Undefined: the one that this folder's data is in, or the default. */
  readonly kafka: KafkaChoice | undefined
  readonly portBase: number | undefined
  readonly help: boolean
}

export const startUsage = `npm start [-- OPTIONS]
  --kafka apache|dev|host:port
                             which Kafka: Apache Kafka through Java (default), the dev broker, or one that runs
                             already; the data of a folder stays with the one it was made with
  --port-base N              command-api N+1, query-api N+2, realtime N+3, projector N+4, registry N+5,
                             Kafka N+6 and N+7, Postgres N+8, so that two copies can run
`

/** Throws a UserError that names the argument. */
export function parseStartArgs(args: readonly string[]): StartArgs {
  const values = parse(args)
  return {
    kafka: values.kafka === undefined ? undefined : parseKafka(values.kafka),
    portBase: values['port-base'] === undefined ? undefined : parsePortBase(values['port-base']),
    help: values.help ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { kafka: { type: 'string' }, 'port-base': { type: 'string' }, help: { type: 'boolean' } },
    }).values
  } catch (error) {
    throw new UserError(`${errorText(error)}\n${startUsage}`, { cause: error })
  }
}

function parseKafka(value: string): KafkaChoice {
  if (value === 'apache' || value === 'dev') return { kind: value }
  const addresses = value.split(',')
  if (addresses.every((address) => isAddress(address))) return { kind: 'external', brokers: value }
  throw new UserError(`--kafka ${value}: give apache, dev or host:port[,host:port…].`)
}

function isAddress(address: string): boolean {
  const [, port] = /^(?:[^\s:,]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(address) ?? []
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535
}

function parsePortBase(value: string): number {
  const base = Number(value)
  if (/^\d+$/.test(value) && base >= 1_023 && base <= maxPortBase) return base
  throw new UserError(`--port-base ${value}: give a whole number from 1023 to ${maxPortBase}.`)
}
