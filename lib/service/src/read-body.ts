import type { IncomingMessage, ServerResponse } from 'node:http'
import { problem } from './problem.js'

export const defaultMaxBodyBytes = 64 * 1024
/** What is read and thrown away of a body that is too large, so that its sender gets to read the answer. */
const maxDiscardedBytes = 1024 * 1024
const maxDiscardMs = 1_000

/**
 * The bytes of a request's body, at most `maxBytes` of them in memory.
 * @throws Problem `body-too-large`, after which the connection ends unless the rest was small enough to be passed over;
 *   `malformed-request` when the sender went away in the middle
 */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes)
    return refuseTooLarge(request, response, maxBytes, 0)
  if (request.headers.expect !== undefined) response.writeContinue()
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (): void => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
    }
    const onData = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= maxBytes) {
        chunks.push(chunk)
        return
      }
      settle()
      chunks.length = 0
      refuseTooLarge(request, response, maxBytes, size).catch(reject)
    }
    const onEnd = (): void => {
      settle()
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size))
    }
    const onClose = (): void => {
      settle()
      request.on('error', ignoreReset)
      reject(problem('malformed-request', 'The body ended before it was complete'))
    }
    if (request.destroyed && !request.readableEnded) onClose()
    else request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
  })
}

/** Rejects when the rest has been passed over, or as much of it as is patient. */
function refuseTooLarge(
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
  alreadyRead: number,
): Promise<never> {
  return new Promise((_resolve, reject) => {
    let discarded = alreadyRead
    const finish = (): void => {
      clearTimeout(patience)
      request.off('data', onData).off('end', finish).off('close', finish)
      request.on('error', ignoreReset)
      if (!request.readableEnded && !response.headersSent) {
        request.pause()
        response.setHeader('connection', 'close')
      }
      reject(problem('body-too-large', `The body has more than ${maxBytes} bytes`, { maxBytes }))
    }
    const patience = setTimeout(finish, maxDiscardMs)
    const onData = (chunk: Buffer): void => {
      discarded += chunk.length
      if (discarded > maxDiscardedBytes) finish()
    }
    const declared = Number(request.headers['content-length'] ?? 0)
    if (request.destroyed || request.headers.expect !== undefined || declared > maxDiscardedBytes) finish()
    else request.on('data', onData).on('end', finish).on('close', finish)
  })
}

/** A connection that was reset after its request had been refused. */
function ignoreReset(): void {
  return undefined
}
