import type { ServiceUrls } from './io/urls.js'
import type { CommandStorage } from './storage.js'
import type { GetToken } from './tokens.js'

export interface ConnectOptions extends ServiceUrls {
  readonly token?: string | undefined
  /** Asked for a token at the start where there is none, shortly before the end of each, and when one was refused. */
  readonly getToken?: GetToken | undefined
  /** Where commands are kept until the log has them; in memory by default, so that a reload loses them. */
  readonly storage?: CommandStorage | undefined
  /** Messages of a page, 1 to 200; 50 by default. */
  readonly pageSize?: number | undefined
  /** Messages kept for a group; beyond it the oldest leave. 200,000 by default. */
  readonly maxMessages?: number | undefined
  /** Told of what goes wrong without anybody waiting for it: a storage or `getToken` that fails. */
  readonly onWarning?: ((message: string, error: unknown) => void) | undefined
}
