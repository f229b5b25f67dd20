const long = '9223372036854775807'

type Check = (value: string) => boolean

const wholeFrom =
  (least: number): Check =>
  (value) =>
    /^-?\d{1,19}$/.test(value) && BigInt(value) >= BigInt(least) && BigInt(value) <= BigInt(long)
const oneOf =
  (...allowed: string[]): Check =>
  (value) =>
    allowed.includes(value)
const trueOrFalse = oneOf('true', 'false')
const ratio: Check = (value) => Number(value) >= 0 && Number(value) <= 1
const anything: Check = () => true
const policies: Check = (value) =>
  value.split(',').every((policy) => oneOf('delete', 'compact', '')(policy.trim()))

/**
 * Every topic setting of Apache Kafka 4.3 with its default and what it may be, in Kafka's order. Those that `settings.ts` reads have
 * an effect; `min.insync.replicas` above 1 refuses every write with acks=all in Kafka and is only reported here.
 */
export const topicConfigs: ReadonlyMap<string, { readonly fallback: string; readonly allows: Check }> =
  new Map(
    Object.entries({
      'compression.type': ['producer', oneOf('producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd')],
      'remote.log.delete.on.disable': ['false', trueOrFalse],
      'leader.replication.throttled.replicas': ['', anything],
      'remote.storage.enable': ['false', oneOf('false')],
      'min.insync.replicas': ['1', wholeFrom(1)],
      'segment.jitter.ms': ['0', wholeFrom(0)],
      'remote.log.copy.disable': ['false', trueOrFalse],
      'local.retention.ms': ['-2', wholeFrom(-2)],
      'cleanup.policy': ['delete', policies],
      'flush.ms': [long, wholeFrom(0)],
      'follower.replication.throttled.replicas': ['', anything],
      'compression.lz4.level': ['9', wholeFrom(1)],
      'segment.bytes': ['1073741824', (value) => wholeFrom(1_048_576)(value) && Number(value) <= 0x7fff_ffff],
      'retention.ms': ['604800000', wholeFrom(-1)],
      'compression.gzip.level': ['-1', wholeFrom(-1)],
      'flush.messages': [long, wholeFrom(1)],
      'compression.zstd.level': ['3', wholeFrom(-131_072)],
      'max.compaction.lag.ms': [long, wholeFrom(1)],
      'file.delete.delay.ms': ['60000', wholeFrom(0)],
      'max.message.bytes': ['1048588', (value) => wholeFrom(0)(value) && Number(value) <= 0x7fff_ffff],
      'min.compaction.lag.ms': ['0', wholeFrom(0)],
      'message.timestamp.type': ['CreateTime', oneOf('CreateTime', 'LogAppendTime')],
      'local.retention.bytes': ['-2', wholeFrom(-2)],
      preallocate: ['false', trueOrFalse],
      'index.interval.bytes': ['4096', wholeFrom(0)],
      'min.cleanable.dirty.ratio': ['0.5', ratio],
      'unclean.leader.election.enable': ['false', trueOrFalse],
      'retention.bytes': ['-1', wholeFrom(-1)],
      'delete.retention.ms': ['86400000', wholeFrom(0)],
      'message.timestamp.after.max.ms': ['3600000', wholeFrom(0)],
      'message.timestamp.before.max.ms': [long, wholeFrom(0)],
      'segment.ms': ['604800000', wholeFrom(1)],
      'segment.index.bytes': ['10485760', wholeFrom(4)],
    } satisfies Record<string, readonly [string, Check]>).map(([name, [fallback, allows]]) => [
      name,
      { fallback, allows },
    ]),
  )

/** The defaults that DescribeConfigs answers for the broker itself: those that tools look for. */
export const brokerConfigs: ReadonlyMap<string, string> = new Map([
  ['auto.create.topics.enable', 'false'],
  ['compression.type', 'producer'],
  ['default.replication.factor', '1'],
  ['delete.topic.enable', 'true'],
  ['group.initial.rebalance.delay.ms', '0'],
  ['group.max.session.timeout.ms', '1800000'],
  ['group.min.session.timeout.ms', '6000'],
  ['log.cleanup.policy', 'delete'],
  ['log.message.timestamp.type', 'CreateTime'],
  ['log.retention.bytes', '-1'],
  ['log.retention.hours', '168'],
  ['log.segment.bytes', '1073741824'],
  ['message.max.bytes', '1048588'],
  ['min.insync.replicas', '1'],
  ['num.partitions', '1'],
  ['offsets.retention.minutes', '10080'],
  ['unclean.leader.election.enable', 'false'],
])
