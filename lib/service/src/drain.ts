import type { ServerResponse } from 'node:http'

/**
 * Whether the process is stopping, and the answers that are still being made. From `begin` on, `/ready` is 503 and each
 * answer that hasn't begun tells its client to close the connection.
 */
export class Drain {
  #draining = false
  readonly #open = new Set<ServerResponse>()

  get draining(): boolean {
    return this.#draining
  }

  get openAnswers(): number {
    return this.#open.size
  }

  begin(): void {
    this.#draining = true
    for (const response of this.#open) closeAfter(response)
  }

  opened(response: ServerResponse): void {
    this.#open.add(response)
    if (this.#draining) closeAfter(response)
  }

  closed(response: ServerResponse): void {
    this.#open.delete(response)
  }
}

function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}
