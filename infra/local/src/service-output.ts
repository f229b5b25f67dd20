import { formatLogLine, parseLogLine, warnLevel } from './log-line.js'
import { lineSplitter } from './lines.js'
import { logWriter } from './log-writer.js'

export interface ServiceOutput {
  readonly write: (text: string) => void
  /** From now on nothing is said (a service that starts waits for others and complains), until it is loud again. */
  readonly setLoud: (loud: boolean) => void
}

/**
 * What takes the output of a service: all of it goes to the log file, and warnings, errors and whatever the service
 * didn't mean to write (the trace of a crash) to `say` as well. Quiet at first.
 */
export function serviceOutput(name: string, logFile: string, say: (line: string) => void): ServiceOutput {
  const append = logWriter(logFile)
  let loud = false
  const splitter = lineSplitter((line) => {
    const parsed = parseLogLine(line)
    const worthIt = parsed === undefined ? line.trim() !== '' : parsed.level >= warnLevel
    if (loud && worthIt) say(`${name.padEnd(12)} ${parsed === undefined ? line : formatLogLine(parsed)}`)
  })
  const write = (text: string) => {
    append(text)
    splitter(text)
  }
  return { write, setLoud: (value) => (loud = value) }
}
