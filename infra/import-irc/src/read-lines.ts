/** A line's text; undefined where its bytes are not valid UTF-8. Lines count from 0, as in the annotations. */
export type RawLine = string | undefined

/**
 * The lines of a file, byte for byte. They end with LF, and with CR LF only where every line of the file does: a CR of
 * its own belongs to the text. A byte order mark at the beginning belongs to the file, not to its first line.
 */
export function readLines(bytes: Buffer): RawLine[] {
  const start = bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0
  const lines: Buffer[] = []
  let from = start
  for (let end = bytes.indexOf(lf, from); end !== -1; end = bytes.indexOf(lf, from)) {
    lines.push(bytes.subarray(from, end))
    from = end + 1
  }
  const ended = lines.length
  if (from < bytes.length) lines.push(bytes.subarray(from))
  const dos = ended > 0 && lines.slice(0, ended).every((line) => line.at(-1) === cr)
  return lines.map((line) => decode(dos && line.at(-1) === cr ? line.subarray(0, -1) : line))
}

const lf = 0x0a
const cr = 0x0d
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(line: Buffer): RawLine {
  try {
    return utf8.decode(line)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
