import { formatLogLine, parseLogLine, warnLevel } from './log-line.js'
import { lineSplitter } from './lines.js'
import { logWriter } from './log-writer.js'

/**
 * What takes the output of a service: all of it goes to the log file, and warnings, errors and whatever the service
 * didn't mean to write (the trace of a crash) to `say` as well.
 */
export function serviceOutput(
  name: string,
  logFile: string,
  say: (line: string) => void,
): (text: string) => void {
  const write = logWriter(logFile)
  const splitter = lineSplitter((line) => {
    const parsed = parseLogLine(line)
    if (parsed === undefined ? line.trim() !== '' : parsed.level >= warnLevel)
      say(`${name.padEnd(12)} ${parsed === undefined ? line : formatLogLine(parsed)}`)
  })
  return (text) => {
    write(text)
    splitter(text)
  }
}
