import { open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { sizeOf } from './log-file.js'

const pollMs = 200
const chunkBytes = 64 * 1024

/**
 * Gives what is appended to a file from now on, until `end` is fulfilled. A file that has become shorter was replaced,
 * and is read from its beginning.
 */
export async function followFile(
  path: string,
  onText: (text: string) => void,
  end: Promise<unknown>,
): Promise<void> {
  let ended = false
  void end.then(() => (ended = true))
  let position = await sizeOf(path)
  while (!ended) {
    const size = await sizeOf(path)
    if (size < position) position = 0
    if (size > position) position += await readFrom(path, position, onText)
    else await Promise.race([sleep(pollMs), end])
  }
}

async function readFrom(path: string, position: number, onText: (text: string) => void): Promise<number> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position)
    const whole = wholeCharacters(buffer.subarray(0, bytesRead))
    onText(whole.toString('utf8'))
    return whole.length
  } finally {
    await file.close()
  }
}

/** Without the beginning of a character whose rest isn't there yet. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back && bytes.length > back ? bytes.subarray(0, bytes.length - back) : bytes
    }
  }
  return bytes
}
