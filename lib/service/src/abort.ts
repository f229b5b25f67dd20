import type { ServerResponse } from 'node:http'

/** Made at the first call only: most requests need no signal. Aborts when the client goes away before its answer. */
export function abortSignalOf(response: ServerResponse): () => AbortSignal {
  let controller: AbortController | undefined
  return () => {
    if (controller === undefined) {
      const made = new AbortController()
      controller = made
      const abort = (): void => {
        if (!response.writableFinished) made.abort()
      }
      if (response.closed) abort()
      else response.once('close', abort)
    }
    return controller.signal
  }
}
