import type { ProblemCode } from '@hanashi/schemas/problems'

/** What a change of a message may be answered with. */
export const changeProblems: readonly ProblemCode[] = [
  'not-the-author',
  'message-not-found',
  'message-deleted',
  'version-mismatch',
  'key-reused',
  'too-many-requests',
  'log-unavailable',
  'outcome-unknown',
  'read-model-unavailable',
  'projection-behind',
  'group-parked',
  'overloaded',
]
