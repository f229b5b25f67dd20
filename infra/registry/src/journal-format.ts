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
  /** A bad line with a good one somewhere behind it. */
  | { readonly status: 'damaged'; readonly atByte: number }

export function decodeJournal(content: Buffer): DecodedJournal {
  const records: unknown[] = []
  let badAt: number | undefined
  let start = 0
  for (let end = content.indexOf(newline); end !== -1; end = content.indexOf(newline, start)) {
    const line = decodeLine(content.toString('utf8', start, end))
    if (line === undefined) badAt ??= start
    else if (badAt !== undefined) return { status: 'damaged', atByte: badAt }
    else records.push(line.record)
    start = end + 1
  }
  return { status: 'readable', records, sizeBytes: badAt ?? start }
}

function decodeLine(line: string): { record: unknown } | undefined {
  const json = line.slice(9)
  if (json === '' || line.slice(0, 9) !== `${crcOf(json)} `) return undefined
  return { record: JSON.parse(json) }
}

function crcOf(json: string): string {
  return crc32(json).toString(16).padStart(8, '0')
}
