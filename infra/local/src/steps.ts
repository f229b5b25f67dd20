/** What a start says of itself: one line for each thing that is done, with what came of it and how long it took. */
export interface Steps {
  /** Says the name while `work` runs (on a terminal), and what it answers with its time once it is done. */
  readonly run: <Result>(
    name: string,
    work: () => Promise<Result>,
    describe?: (result: Result) => string,
  ) => Promise<Result>
  /** A line between the others. */
  readonly say: (line: string) => void
}

export function terminalSteps(stream: NodeJS.WriteStream): Steps {
  const running = new Set<string>()
  const showRunning = () => {
    if (stream.isTTY && running.size > 0) stream.write(`  … ${[...running].join(', ')}`)
  }
  const say = (line: string) => {
    if (stream.isTTY) stream.write('\r\x1b[K')
    stream.write(`${line}\n`)
    showRunning()
  }
  const refresh = () => {
    if (stream.isTTY) stream.write('\r\x1b[K')
    showRunning()
  }
  return {
    say,
    run: async (name, work, describe = () => 'done') => {
      const begin = performance.now()
      running.add(name)
      refresh()
      try {
        const result = await work()
        running.delete(name)
        say(stepLine(name, describe(result), performance.now() - begin))
        return result
      } finally {
        if (running.delete(name)) refresh()
      }
    },
  }
}

export function stepLine(name: string, result: string, ms: number): string {
  return `  ${name.padEnd(15)} ${result.padEnd(26)}${`${(ms / 1000).toFixed(1)} s`.padStart(8)}`
}
