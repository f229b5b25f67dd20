import type { Refusal } from '../result.js'
import type { Appended } from './command-log.js'

/**
 * What is answered when an event wasn't written, or not surely.
 * @param retryKey what to send as Idempotency-Key, so that trying again adds nothing
 */
export function appendRefusal(
  appended: Exclude<Appended, { readonly status: 'written' }>,
  retryKey: string,
): Refusal {
  switch (appended.status) {
    case 'refused':
      return { code: 'log-unavailable', detail: 'Nothing was written; try again', extras: { retryKey } }
    case 'overloaded':
      return {
        code: 'overloaded',
        detail: 'Nothing was written; try again a little later',
        extras: { retryKey },
      }
    case 'unknown':
      return {
        code: 'outcome-unknown',
        // Not with the key itself: details are logged, and the key of a new user is a secret.
        detail: 'Send the same request again with retryKey as its Idempotency-Key',
        extras: { retryKey },
      }
  }
}
