/** A longer line is cut into pieces of this length. */
const maxLineChars = 64 * 1024

/** Gives the whole lines of a text that arrives in pieces. */
export function lineSplitter(onLine: (line: string) => void): (text: string) => void {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line.replace(/\r$/, ''))
    while (rest.length > maxLineChars) {
      onLine(rest.slice(0, maxLineChars))
      rest = rest.slice(maxLineChars)
    }
  }
}
