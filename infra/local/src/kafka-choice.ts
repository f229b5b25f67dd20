import { readFile, writeFile } from 'node:fs/promises'
import type { KafkaChoice } from './args.js'
import { UserError, errorCode } from './errors.js'

/** What a start uses when neither the command line nor the data of this folder says anything. */
export const defaultKafka: KafkaChoice = { kind: 'dev' }

/** As it is written on the command line. */
export function kafkaName(choice: KafkaChoice): string {
  return choice.kind === 'external' ? choice.brokers : choice.kind
}

/**
 * The Kafka to use. Tables are folds of one log, so data that was made from one Kafka isn't continued on another: that
 * is refused with a UserError.
 * @param file where an earlier choice is kept until a reset, see `rememberKafka`
 */
export async function decideKafka(wanted: KafkaChoice | undefined, file: string): Promise<KafkaChoice> {
  const before = await readIfThere(file)
  if (before === undefined) return wanted ?? defaultKafka
  if (wanted === undefined) return parseName(before)
  if (kafkaName(wanted) === before) return wanted
  throw new UserError(
    `The data in .data/ was made with --kafka ${before}: start with that, or delete the data with npm run reset.`,
  )
}

/** To be called before any data is made. */
export async function rememberKafka(choice: KafkaChoice, file: string): Promise<void> {
  await writeFile(file, `${kafkaName(choice)}\n`)
}

function parseName(name: string): KafkaChoice {
  return name === 'apache' || name === 'dev' ? { kind: name } : { kind: 'external', brokers: name }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
