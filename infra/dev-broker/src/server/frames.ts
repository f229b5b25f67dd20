import { MalformedRequest } from '../protocol/reader.js'

/** Kafka's `socket.request.max.bytes`. */
export const maxFrameBytes = 100 * 1024 * 1024
/** Many small pieces are joined: each costs more memory than its bytes. */
const maxChunks = 2048

/** Cuts a byte stream into frames. Holds what has arrived of the unfinished one, never what it claims to become. */
export class FrameReader {
  #chunks: Buffer[] = []
  heldBytes = 0

  /** The frames that `chunk` completes, without their size. Throws MalformedRequest at a size below 0 or above 100 MB. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk)
    this.heldBytes += chunk.length
    if (this.#chunks.length > maxChunks) this.#chunks = [Buffer.concat(this.#chunks)]
    const frames: Buffer[] = []
    for (let frame = this.#next(); frame !== null; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): Buffer | null {
    if (this.heldBytes < 4) return null
    const sizeBytes = this.#front(4).readInt32BE(0)
    if (sizeBytes < 0 || sizeBytes > maxFrameBytes)
      throw new MalformedRequest(`a frame of ${sizeBytes} bytes`)
    if (this.heldBytes < sizeBytes + 4) return null
    const joined = this.#front(sizeBytes + 4)
    const rest = joined.subarray(sizeBytes + 4)
    if (rest.length > 0) this.#chunks[0] = rest
    else this.#chunks.shift()
    this.heldBytes -= sizeBytes + 4
    return joined.subarray(4, sizeBytes + 4)
  }

  /** The first chunk, joined with the next ones until it has `byteCount`; so many are held. */
  #front(byteCount: number): Buffer {
    let [first] = this.#chunks
    if (first === undefined || first.length < byteCount) {
      let joinedBytes = 0
      const count = this.#chunks.findIndex((chunk) => (joinedBytes += chunk.length) >= byteCount) + 1
      first = Buffer.concat(this.#chunks.slice(0, count))
      this.#chunks.splice(0, count, first)
    }
    return first
  }
}
