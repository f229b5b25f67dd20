import { crc32 } from 'node:zlib'

const newline = 0x0a

/** A line: CRC-32 of the JSON in 8 hexadecimal digits, a space, the JSON, a newline. */
export function encodeLine(record: unknown): Buffer {
  const json = JSON.stringify(record)
  return Buffer.from(`${crcOf(json)} ${json}\n`)
}

export type DecodedJournal =
  /** `sizeBytes`: as far as the file is whole; what follows is a torn end. */
  | { readonly status: 'readable'; readonly records: unknown[]; readonly sizeBytes: number }
  /** A bad line with a good one behind it. */
  | { readonly status: 'damaged'; readonly atByte: number }

export function decodeJournal(content: Buffer): DecodedJournal {
  const records: unknown[] = []
  let start = 0
  for (let end = content.indexOf(newline); end !== -1; end = content.indexOf(newline, start)) {
    const line = decodeLine(content.toString('utf8', start, end))
    if (line === undefined) break
    records.push(line.record)
    start = end + 1
  }
  return hasRecordBehind(content.subarray(start))
    ? { status: 'damaged', atByte: start }
    : { status: 'readable', records, sizeBytes: start }
}

/** Looks for a good line anywhere, also where the newline before it is lost. */
function hasRecordBehind(content: Buffer): boolean {
  for (const { index } of content.toString('latin1').matchAll(/[0-9a-f]{8} /g)) {
    const end = content.indexOf(newline, index)
    if (end !== -1 && decodeLine(content.toString('utf8', index, end)) !== undefined) return true
  }
  return false
}

function decodeLine(line: string): { record: unknown } | undefined {
  const json = line.slice(9)
  if (json === '' || line.slice(0, 9) !== `${crcOf(json)} `) return undefined
  return { record: JSON.parse(json) }
}

function crcOf(json: string): string {
  return crc32(json).toString(16).padStart(8, '0')
}
