export interface Progress {
  /** @param done of `total` */
  readonly update: (done: number) => void
  /** A line of its own, above the bar where there is one. */
  readonly note: (line: string) => void
  readonly end: () => void
}

export interface Output {
  readonly isTTY?: boolean
  /** 0 where the terminal doesn't say. */
  readonly columns?: number
  write(text: string): unknown
}

/** A bar on a terminal; elsewhere a line for every tenth of the way. */
export function createProgress(output: Output, label: string, total: number): Progress {
  return output.isTTY === true ? bar(output, label, total) : plain(output, label, total)
}

const clearLine = '\r\u001b[2K'

function bar(output: Output, label: string, total: number): Progress {
  let done = 0
  let shown = ''
  const draw = () => {
    const count = `${done.toLocaleString('en')}/${total.toLocaleString('en')}`
    const width = Math.max(8, Math.min(40, (output.columns || 80) - label.length - count.length - 8))
    const filled = total === 0 ? width : Math.floor((done / total) * width)
    const line = `${label} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${count}`
    if (line !== shown) output.write(clearLine + line)
    shown = line
  }
  draw()
  return {
    update: (now) => {
      done = now
      draw()
    },
    note: (line) => {
      output.write(`${clearLine}${line}\n`)
      shown = ''
      draw()
    },
    end: () => void output.write('\n'),
  }
}

function plain(output: Output, label: string, total: number): Progress {
  let tenth = 0
  return {
    update: (done) => {
      const now = total === 0 ? 10 : Math.floor((done / total) * 10)
      if (now > tenth) output.write(`${label} ${done.toLocaleString('en')}/${total.toLocaleString('en')}\n`)
      tenth = Math.max(tenth, now)
    },
    note: (line) => void output.write(`${line}\n`),
    end: () => {},
  }
}
