export const usage = 'usage: npm run bench -- [--kafka dev|apache] [--out FILE.json] [--only NAME[,NAME…]]'

export interface BenchArgs {
  readonly kafka: 'dev' | 'apache'
  /** Where the JSON goes. */
  readonly out: string | undefined
  /** Names of measures; all of them where it is undefined. */
  readonly only: ReadonlySet<string> | undefined
}

/** @throws Error with the usage for anything that it doesn't know */
export function parseArgs(args: readonly string[], measures: readonly string[]): BenchArgs {
  let parsed: BenchArgs = { kafka: 'dev', out: undefined, only: undefined }
  for (let i = 0; i < args.length; i += 2) {
    const [flag, value] = [args[i], args[i + 1]]
    if (flag === '--kafka' && (value === 'dev' || value === 'apache')) parsed = { ...parsed, kafka: value }
    else if (flag === '--out' && value !== undefined) parsed = { ...parsed, out: value }
    else if (flag === '--only' && value !== undefined) parsed = { ...parsed, only: namesOf(value, measures) }
    else throw new Error(`${usage}\nmeasures: ${measures.join(', ')}`)
  }
  return parsed
}

function namesOf(list: string, measures: readonly string[]): ReadonlySet<string> {
  const names = list.split(',')
  const unknown = names.find((name) => !measures.includes(name))
  if (unknown !== undefined) throw new Error(`no measure is named ${unknown}: ${measures.join(', ')}`)
  return new Set(names)
}

/** The parts of the tests read their Kafka from the environment. */
export function chooseKafka(kafka: BenchArgs['kafka']): void {
  process.env['HANASHI_TEST_KAFKA'] = kafka
}
