import { topicConfigs } from './topic-configs.js'

/** The topic settings that have an effect here. A retention of -1 is for ever. */
export interface TopicSettings {
  readonly deletes: boolean
  readonly retentionMs: number
  readonly retentionBytes: number
  readonly segmentBytes: number
  readonly segmentMs: number
  readonly maxMessageBytes: number
  readonly logAppendTime: boolean
  /** How far a record's time may lie behind and before the broker's clock. */
  readonly timestampBeforeMaxMs: number
  readonly timestampAfterMaxMs: number
}

export function settingsOf(overrides: ReadonlyMap<string, string>): TopicSettings {
  const text = (name: string): string => overrides.get(name) ?? topicConfigs.get(name)?.fallback ?? ''
  const number = (name: string): number => Number(text(name))
  return {
    deletes: text('cleanup.policy').includes('delete'),
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    segmentBytes: number('segment.bytes'),
    segmentMs: number('segment.ms'),
    maxMessageBytes: number('max.message.bytes'),
    logAppendTime: text('message.timestamp.type') === 'LogAppendTime',
    timestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    timestampAfterMaxMs: number('message.timestamp.after.max.ms'),
  }
}
