import { askOn, askOnce, fieldOf, recordBatch } from './codec.js'
import { RawConnection } from './connection.js'
import type { Bench, Observation } from './observation.js'
import { produceRaw } from './produce-body.js'

/** The request in its lowest and its highest version that kafkajs uses and Kafka 4 serves. */
function see(
  name: string,
  versions: readonly number[],
  work: (bench: Bench, version: number) => Promise<unknown>,
): Observation[] {
  return versions.map((version) => ({
    name: `codec: ${name} ${version}`,
    through: 'codec',
    see: (bench) => work(bench, version),
  }))
}

async function filled(bench: Bench): Promise<string> {
  const topic = await bench.topic('filled')
  const connection = await RawConnection.open(bench.port)
  for (let batch = 0; batch < 3; batch++)
    await produceRaw(
      connection,
      topic,
      await recordBatch(['a', 'b'], { timestamp: 1_600_000_000_000 + batch }),
    )
  connection.end()
  return topic
}

const fetchFields = (topic: string, partitions: object[]): object => ({
  replicaId: -1,
  maxWaitTime: 100,
  minBytes: 1,
  maxBytes: 100_000,
  isolationLevel: 0,
  topics: [{ topic, partitions }],
})

const simpleGroup = (groupId: string, memberId: string): object => ({
  groupId,
  sessionTimeout: 6000,
  rebalanceTimeout: 6000,
  memberId,
  protocolType: 'consumer',
  groupProtocols: [{ name: 'first', metadata: Buffer.from('m') }],
})

/** A whole life in a group, in versions that belong together. */
async function groupLife(
  bench: Bench,
  versions: { join: number; sync: number; beat: number; leave: number },
): Promise<unknown> {
  const groupId = bench.name('life')
  const connection = await RawConnection.open(bench.port)
  const ask = (name: string, version: number, fields: object): Promise<unknown> =>
    askOn(connection, name, version, fields)
  const first = await ask('joinGroup', versions.join, simpleGroup(groupId, ''))
  const known = String(fieldOf(first, 'memberId'))
  const joined =
    fieldOf(first, 'errorCode') === 79
      ? await ask('joinGroup', versions.join, simpleGroup(groupId, known))
      : first
  const generationId = Number(fieldOf(joined, 'generationId'))
  const me = { groupId, generationId, groupGenerationId: generationId, memberId: known }
  const groupAssignment = [{ memberId: known, memberAssignment: Buffer.from('mine') }]
  const answers = {
    first,
    joined,
    tooEarly: await ask('heartbeat', versions.beat, { ...me, groupGenerationId: generationId + 1 }),
    stranger: await ask('syncGroup', versions.sync, { ...me, memberId: 'stranger', groupAssignment: [] }),
    oldGeneration: await ask('syncGroup', versions.sync, { ...me, generationId: 0, groupAssignment: [] }),
    synced: await ask('syncGroup', versions.sync, { ...me, groupAssignment }),
    again: await ask('syncGroup', versions.sync, { ...me, groupAssignment: [] }),
    beat: await ask('heartbeat', versions.beat, me),
    otherProtocol: await ask('joinGroup', versions.join, {
      ...simpleGroup(groupId, ''),
      groupProtocols: [{ name: 'other', metadata: Buffer.from('m') }],
    }),
    left: await ask('leaveGroup', versions.leave, {
      groupId,
      memberId: known,
      members: [{ memberId: known }],
    }),
    beatAfter: await ask('heartbeat', versions.beat, me),
    leftAgain: await ask('leaveGroup', versions.leave, {
      groupId,
      memberId: known,
      members: [{ memberId: known }],
    }),
  }
  connection.end()
  return answers
}

export const versionObservations: readonly Observation[] = [
  ...see('Metadata', [0, 1, 6], async (bench, version) => {
    const topics = [await bench.topic('codec', { partitions: 2 }), bench.name('missing')]
    const answer = await askOnce(bench.port, 'metadata', version, { topics, allowAutoTopicCreation: false })
    return {
      controllerId: fieldOf(answer, 'controllerId') ?? null,
      topics: [fieldOf(answer, 'topicMetadata')]
        .flat()
        .toSorted((a, b) => Number(fieldOf(a, 'topicErrorCode')) - Number(fieldOf(b, 'topicErrorCode'))),
    }
  }),
  ...see('ListOffsets', [1, 2, 3], async (bench, version) => {
    const topic = await filled(bench)
    const ask = (partition: number, timestamp: number): object => ({
      topic,
      partitions: [{ partition, timestamp }],
    })
    const times = [-1, -2, 1_600_000_000_001, 1_600_000_000_009]
    const topics = [...times.map((time) => ask(0, time)), ask(9, -1)]
    return Promise.all(
      topics.map((each) =>
        askOnce(bench.port, 'listOffsets', version, { replicaId: -1, isolationLevel: 0, topics: [each] }),
      ),
    )
  }),
  ...see('Fetch', [4, 7, 11], async (bench, version) => {
    const topic = await filled(bench)
    const at = (fetchOffset: number, maxBytes: number): Promise<unknown> =>
      askOnce(
        bench.port,
        'fetch',
        version,
        fetchFields(topic, [
          { partition: 0, fetchOffset, maxBytes, logStartOffset: -1, currentLeaderEpoch: -1 },
        ]),
      )
    return [
      await at(0, 100_000),
      await at(3, 100_000),
      await at(0, 1),
      await at(6, 1000),
      await at(7, 1000),
      await at(-1, 1000),
    ]
  }),
  ...see('Fetch of what is not', [4, 11], (bench, version) =>
    askOnce(
      bench.port,
      'fetch',
      version,
      fetchFields(bench.name('none'), [{ partition: 0, fetchOffset: 0, maxBytes: 100 }]),
    ),
  ),
  ...see('FindCoordinator', [0, 2], async (bench, version) => {
    const answer = await askOnce(bench.port, 'findCoordinator', version, {
      groupId: 'g',
      coordinatorKey: 'g',
      coordinatorType: 0,
    })
    return { error: fieldOf(answer, 'errorCode'), nodeId: fieldOf(answer, 'coordinator', 'nodeId') }
  }),
  ...see('JoinGroup, SyncGroup, Heartbeat, LeaveGroup in versions', [0], (bench) =>
    groupLife(bench, { join: 0, sync: 0, beat: 0, leave: 0 }),
  ),
  ...see('JoinGroup, SyncGroup, Heartbeat, LeaveGroup in versions', [5], (bench) =>
    groupLife(bench, { join: 5, sync: 3, beat: 3, leave: 3 }),
  ),
  ...see('OffsetCommit', [2, 5], async (bench, version) => {
    const topic = await bench.topic('offsets', { partitions: 2 })
    const groupId = bench.name('offsets')
    const commit = (
      partition: number,
      offset: string,
      metadata: string,
      generation = -1,
      memberId = '',
    ): Promise<unknown> =>
      askOnce(bench.port, 'offsetCommit', version, {
        groupId,
        groupGenerationId: generation,
        memberId,
        retentionTime: -1,
        topics: [{ topic, partitions: [{ partition, offset, metadata }] }],
      })
    return {
      stored: await commit(0, '5', 'note'),
      noPartition: await commit(9, '5', ''),
      longNote: await commit(1, '5', 'x'.repeat(5000)),
      stranger: await commit(0, '6', '', 3, 'stranger'),
    }
  }),
  ...see('OffsetFetch', [1, 4], async (bench, version) => {
    const topic = await bench.topic('offsets', { partitions: 2 })
    const groupId = bench.name('offsets')
    const topics = [{ topic, partitions: [{ partition: 0, offset: '5', metadata: 'note' }] }]
    await askOnce(bench.port, 'offsetCommit', 5, { groupId, groupGenerationId: -1, memberId: '', topics })
    const asked = [{ topic, partitions: [{ partition: 0 }, { partition: 1 }] }]
    return askOnce(bench.port, 'offsetFetch', version, { groupId, topics: asked })
  }),
  ...see('DescribeGroups', [0, 2], (bench, version) =>
    askOnce(bench.port, 'describeGroups', version, { groupIds: [bench.name('none')] }),
  ),
  ...see('ListGroups', [0, 2], async (bench, version) =>
    fieldOf(await askOnce(bench.port, 'listGroups', version, {}), 'errorCode'),
  ),
  ...see('DeleteGroups', [0, 1], (bench, version) =>
    askOnce(bench.port, 'deleteGroups', version, [bench.name('none')]),
  ),
  ...see('CreateTopics', [2, 3], (bench, version) => {
    const topics = [{ topic: bench.name('made'), numPartitions: 2 }, { topic: 'not a name' }]
    return askOnce(bench.port, 'createTopics', version, { topics, validateOnly: false, timeout: 5000 })
  }),
  ...see('DeleteTopics', [1], async (bench, version) => {
    const topics = [await bench.topic('made')]
    return askOnce(bench.port, 'deleteTopics', version, { topics, timeout: 5000 })
  }),
  ...see('DeleteRecords', [0, 1], async (bench, version) => {
    const topics = [{ topic: await filled(bench), partitions: [{ partition: 0, offset: '2' }] }]
    return askOnce(bench.port, 'deleteRecords', version, { topics, timeout: 5000 })
  }),
  ...see('CreatePartitions', [0, 1], async (bench, version) => {
    const topicPartitions = [{ topic: await bench.topic('parts'), count: 3 }]
    return askOnce(bench.port, 'createPartitions', version, {
      topicPartitions,
      validateOnly: false,
      timeout: 5000,
    })
  }),
  ...see('DescribeConfigs', [1, 2], async (bench, version) => {
    const name = await bench.topic('configs', { configs: { 'retention.ms': '7000' } })
    const resources = [
      { type: 2, name, configNames: ['retention.ms'] },
      { type: 2, name, configNames: ['cleanup.policy'] },
    ]
    return Promise.all(
      resources.map((each) =>
        askOnce(bench.port, 'describeConfigs', version, { resources: [each], includeSynonyms: false }),
      ),
    )
  }),
  ...see('AlterConfigs', [0, 1], async (bench, version) => {
    const name = await bench.topic('configs')
    const configEntries = [{ name: 'retention.ms', value: '8000' }]
    return askOnce(bench.port, 'alterConfigs', version, {
      resources: [{ type: 2, name, configEntries }],
      validateOnly: false,
    })
  }),
  ...see('ApiVersions', [0, 2], async (bench, version) =>
    fieldOf(await askOnce(bench.port, 'apiVersions', version, {}), 'errorCode'),
  ),
  ...see('ApiVersions too new', [99], async ({ port }) => {
    const connection = await RawConnection.open(port)
    const answer = await connection.ask(18, 99, Buffer.alloc(3))
    connection.end()
    return answer === 'closed' ? answer : { error: answer.readInt16BE(0) }
  }),
  ...see('an unknown request', [0], async ({ port }) =>
    (await RawConnection.open(port)).ask(9999, 0, Buffer.alloc(0)),
  ),
  ...see('a version that is gone, of Fetch', [3], async ({ port }) =>
    (await RawConnection.open(port)).ask(1, 3, Buffer.alloc(0)),
  ),
  ...see('a frame above 100 MB', [0], async ({ port }) => {
    const connection = await RawConnection.open(port)
    connection.write(Buffer.from([0x7f, 0xff, 0xff, 0xff, 0]))
    await connection.closed()
    return 'closed'
  }),
]
