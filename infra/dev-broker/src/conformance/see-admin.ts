import kafkajs from 'kafkajs'
import type { Admin, ITopicConfig } from 'kafkajs'
import type { Bench, Observation } from './observation.js'
import { outcome } from './observation.js'

const { ConfigResourceTypes } = kafkajs

const see = (name: string, work: Observation['see']): Observation => ({
  name: `admin: ${name}`,
  through: 'kafkajs',
  see: work,
})

const create = ({ admin }: Bench, ...topics: ITopicConfig[]): Promise<unknown> =>
  outcome(() => admin.createTopics({ topics, waitForLeaders: false }))

async function configsOf(admin: Admin, topic: string, configNames?: string[]): Promise<unknown> {
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic, ...(configNames && { configNames }) }
  const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false })
  const entries = resources[0]?.configEntries ?? []
  return entries
    .map(({ configName, configValue, isDefault, configSource, readOnly, isSensitive }) => ({
      configName,
      configValue,
      isDefault,
      configSource,
      readOnly,
      isSensitive,
    }))
    .toSorted((a, b) => (a.configName < b.configName ? -1 : 1))
}

export const adminObservations: readonly Observation[] = [
  see('a topic is created once', async (bench) => {
    const topic = bench.name('twice')
    return [
      await create(bench, { topic, numPartitions: 3 }),
      await create(bench, { topic, numPartitions: 3 }),
    ]
  }),
  see('names that are no topic', async (bench) => {
    const names = ['..', 'a b', 'ü', 'x'.repeat(250)]
    return Promise.all(names.map((topic) => create(bench, { topic, numPartitions: 1 })))
  }),
  see('more replicas than brokers', (bench) =>
    create(bench, { topic: bench.name('r3'), numPartitions: 1, replicationFactor: 3 }),
  ),
  see('no replicas', (bench) =>
    create(bench, { topic: bench.name('r0'), numPartitions: 1, replicationFactor: 0 }),
  ),
  see('no partitions', (bench) => create(bench, { topic: bench.name('p0'), numPartitions: 0 })),
  see('a replica on a broker that is not there', (bench) =>
    create(bench, { topic: bench.name('ra'), replicaAssignment: [{ partition: 0, replicas: [77] }] }),
  ),
  see('settings that are not', async (bench) => {
    const settings = [
      { name: 'no.such.setting', value: '1' },
      { name: 'retention.ms', value: 'long' },
      { name: 'retention.ms', value: '-2' },
      { name: 'cleanup.policy', value: 'burn' },
      { name: 'segment.bytes', value: '10' },
    ]
    return Promise.all(
      settings.map((entry, at) => create(bench, { topic: bench.name(`c${at}`), configEntries: [entry] })),
    )
  }),
  see('validateOnly creates nothing', async (bench) => {
    const topic = bench.name('only')
    const answered = await outcome(() =>
      bench.admin.createTopics({ topics: [{ topic }], validateOnly: true, waitForLeaders: false }),
    )
    return { answered, listed: (await bench.admin.listTopics()).includes(topic) }
  }),
  see('metadata of a topic', async (bench) => {
    const topic = await bench.topic('meta', { partitions: 3 })
    const { topics } = await bench.admin.fetchTopicMetadata({ topics: [topic] })
    return topics.map((each) => ({
      ...each,
      partitions: each.partitions.toSorted((a, b) => a.partitionId - b.partitionId),
    }))
  }),
  see('metadata of no topic', (bench) =>
    outcome(() => bench.admin.fetchTopicMetadata({ topics: [bench.name('none')] })),
  ),
  see('the settings of a topic, all of them', async (bench) => {
    const all = await configsOf(bench.admin, await bench.topic('settings'))
    return all
  }),
  see('the settings that our services check', async (bench) => {
    const configs = {
      'retention.ms': '-1',
      'message.timestamp.type': 'CreateTime',
      'cleanup.policy': 'delete',
    }
    const topic = await bench.topic('ours', { partitions: 12, configs })
    return configsOf(bench.admin, topic, [
      'retention.ms',
      'retention.bytes',
      'cleanup.policy',
      'message.timestamp.type',
    ])
  }),
  see('the settings of no topic', (bench) => outcome(() => configsOf(bench.admin, bench.name('none')))),
  see('a setting that is altered', async (bench) => {
    const name = await bench.topic('alter', { configs: { 'retention.ms': '5000' } })
    const configEntries = [{ name: 'max.message.bytes', value: '2000' }]
    await bench.admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name, configEntries }],
    })
    return configsOf(bench.admin, name, ['retention.ms', 'max.message.bytes'])
  }),
  see('deleting topics', async (bench) => {
    const topic = await bench.topic('gone')
    const first = await outcome(() => bench.admin.deleteTopics({ topics: [topic] }))
    const second = await outcome(() => bench.admin.deleteTopics({ topics: [bench.name('none')] }))
    return { first, second, listed: (await bench.admin.listTopics()).includes(topic) }
  }),
  see('more partitions, not fewer', async (bench) => {
    const topic = await bench.topic('grow', { partitions: 2 })
    const to = (count: number): Promise<unknown> =>
      outcome(() => bench.admin.createPartitions({ topicPartitions: [{ topic, count }] }))
    const answers = [await to(4), await to(4), await to(3)]
    const { topics } = await bench.admin.fetchTopicMetadata({ topics: [topic] })
    return { answers, partitions: topics[0]?.partitions.length }
  }),
  see('the cluster', async (bench) => {
    const { brokers, controller, clusterId } = await bench.admin.describeCluster()
    return { brokers, controller, clusterIdLength: clusterId.length }
  }),
]
