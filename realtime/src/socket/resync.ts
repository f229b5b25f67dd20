import type { GroupId } from '@hanashi/schemas/group'
import type { Failed, ResyncReason } from '@hanashi/schemas/socket'
import { failure } from './failure.js'

/** What an acknowledgement says where the subscriber has to begin anew; the event `resync` says the same. */
export function resyncFailure(group: GroupId, reason: ResyncReason): Failed {
  return failure('resync-needed', details[reason], { group, reason })
}

const details: { readonly [Reason in ResyncReason]: string } = {
  'gap-too-long':
    'Too much has happened since. Take a page, discard what is outside it, subscribe from its position.',
  'other-generation':
    'The log is another one now. Take a page, discard what is outside it, subscribe from its position.',
  'position-ahead':
    'The log ends before this position. Take a page, discard what is outside it, subscribe from its position.',
  'position-gone':
    'The log begins after this position. Take a page, discard what is outside it, subscribe from its position.',
}
