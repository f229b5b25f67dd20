import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readArgs, usage } from './args.js'
import { giveVerdict } from './check/verdict.js'
import { report } from './report.js'
import { runFaults } from './run.js'

/** @returns the exit code: 0 when every promise was kept, 1 when one was broken, 2 for a wrong command line */
export async function main(argv: readonly string[]): Promise<number> {
  const args = parse(argv)
  if (args === undefined) return 2
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  if (args.do === 'run') {
    say(`Journals and logs: ${args.folder}`)
    await runFaults({ ...args, say })
  }
  const verdict = giveVerdict(args.folder)
  const kept = { broken: Object.fromEntries(verdict.counts), violations: verdict.violations }
  writeFileSync(join(args.folder, 'verdict.json'), `${JSON.stringify(kept, undefined, 1)}\n`)
  say(report(verdict, args.folder))
  return verdict.counts.size === 0 ? 0 : 1
}

function parse(argv: readonly string[]) {
  try {
    return readArgs(argv, new Date())
  } catch (error) {
    if (!(error instanceof Error)) throw error
    process.stderr.write(`${error.message}\n${usage}\n`)
    return undefined
  }
}
