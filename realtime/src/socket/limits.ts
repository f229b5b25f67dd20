/** The bounds of one socket. */
export interface Limits {
  readonly maxSubscriptions: number
  readonly maxReplays: number
  readonly messagesPerSecond: number
  readonly messageBurst: number
  /** Commands that wait for command-api. */
  readonly maxCommandsInFlight: number
  /** A client for which more than this many bytes wait when something comes is cut. */
  readonly maxQueuedBytes: number
  /** Below this many it is given more of the past. */
  readonly readyBytes: number
  /** Records of a partition between a position and the live end, where they aren't in memory. */
  readonly maxCatchUpRecords: number
  /** Bytes that one subscription is sent before it is live. */
  readonly maxCatchUpBytes: number
  /** How long a chunk of a replay may go without its acknowledgement. */
  readonly replayAckMs: number
  /** How long a replay waits for the log or the read model. */
  readonly maxReplayHeldMs: number
}
