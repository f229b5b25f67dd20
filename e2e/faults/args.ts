import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { kafkaKinds, type KafkaKind } from './stack/kafka-target.js'

export type FaultArgs =
  | { readonly do: 'check'; readonly folder: string }
  | {
      readonly do: 'run'
      readonly folder: string
      readonly minutes: number
      readonly seed: number
      readonly kafka: KafkaKind
      readonly perSecond: number
    }

export const usage = `npm run faults -- [--minutes 3] [--seed N] [--kafka apache|apache3|dev] [--rate COMMANDS_A_SECOND] [--folder FOLDER]
npm run faults -- --check FOLDER`

/** @throws Error that says what is wrong with the command line */
export function readArgs(argv: readonly string[], now: Date): FaultArgs {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string', default: '3' },
      seed: { type: 'string', default: String(now.getTime() % 1_000_000) },
      kafka: { type: 'string', default: 'apache' },
      rate: { type: 'string', default: '80' },
      folder: { type: 'string' },
      check: { type: 'string' },
    },
  })
  if (values.check !== undefined) return { do: 'check', folder: values.check }
  const kafka = kafkaKinds.find((kind) => kind === values.kafka)
  if (kafka === undefined) throw new Error(`--kafka is ${kafkaKinds.join(', ')}, not ${values.kafka}`)
  const seed = positive('seed', values.seed)
  const stamp = now.toISOString().replace(/[:.]/g, '-')
  return {
    do: 'run',
    folder: values.folder ?? join(tmpdir(), `hanashi-faults-${stamp}`),
    minutes: positive('minutes', values.minutes),
    seed,
    kafka,
    perSecond: positive('rate', values.rate),
  }
}

function positive(name: string, value: string): number {
  const number = Number(value)
  if (!(number > 0) || !Number.isFinite(number))
    throw new Error(`--${name} is a number above 0, not ${value}`)
  return number
}
