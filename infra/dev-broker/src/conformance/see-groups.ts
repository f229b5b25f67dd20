import kafkajs from 'kafkajs'
import type { Consumer, GroupDescription } from 'kafkajs'
import type { Bench, Observation } from './observation.js'
import { outcome } from './observation.js'

const { AssignerProtocol } = kafkajs

const see = (name: string, work: Observation['see']): Observation => ({
  name: `groups: ${name}`,
  through: 'kafkajs',
  see: work,
})

/** A consumer that has joined; `assigned` is what it has, each time it joins. */
async function join(
  bench: Bench,
  groupId: string,
  topic: string,
): Promise<{ consumer: Consumer; assigned: number[][] }> {
  const consumer = bench.kafka.consumer({
    groupId,
    maxWaitTimeInMs: 50,
    sessionTimeout: 6000,
    heartbeatInterval: 200,
    rebalanceTimeout: 6000,
  })
  const assigned: number[][] = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      assigned.push((payload.memberAssignment[topic] ?? []).toSorted((a, b) => a - b))
      resolve()
    })
    consumer.run({ eachMessage: () => Promise.resolve() }).catch(reject)
  })
  return { consumer, assigned }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('waited too long')
}

async function fill(bench: Bench, topic: string, partitions: number): Promise<void> {
  const producer = bench.kafka.producer()
  await producer.connect()
  const messages = Array.from({ length: partitions * 5 }, (_, index) => ({
    value: `v${index}`,
    partition: index % partitions,
  }))
  await producer.send({ topic, messages })
  await producer.disconnect()
}

function shown(group: GroupDescription | undefined): unknown {
  if (group === undefined) return null
  const { protocol, protocolType, state, members } = group
  return {
    protocol,
    protocolType,
    state,
    members: members.map((member) => ({
      clientId: member.clientId,
      clientHost: member.clientHost,
      namedAfterClient: member.memberId.startsWith('conformance-'),
      assignment: AssignerProtocol.MemberAssignment.decode(member.memberAssignment)?.assignment,
      metadataVersion: AssignerProtocol.MemberMetadata.decode(member.memberMetadata)?.version,
    })),
  }
}

const describe = async (bench: Bench, groupId: string): Promise<unknown> =>
  shown((await bench.admin.describeGroups([groupId])).groups[0])

const committed = async (bench: Bench, groupId: string, topic: string): Promise<unknown> => {
  const topics = await bench.admin.fetchOffsets({ groupId, topics: [topic] })
  return topics[0]?.partitions.toSorted((a, b) => a.partition - b.partition)
}

export const groupObservations: readonly Observation[] = [
  see('one member has everything, and is described', async (bench) => {
    const topic = await bench.topic('one', { partitions: 4 })
    const groupId = bench.name('one')
    const { consumer, assigned } = await join(bench, groupId, topic)
    const described = await describe(bench, groupId)
    const listed = (await bench.admin.listGroups()).groups.filter((group) => group.groupId === groupId)
    const deleted = await outcome(() => bench.admin.deleteGroups([groupId]))
    await consumer.disconnect()
    return { assigned, described, listed, deleted, afterwards: await describe(bench, groupId) }
  }),
  see('two members share, and the one that stays gets all', async (bench) => {
    const topic = await bench.topic('two', { partitions: 4 })
    const groupId = bench.name('two')
    const a = await join(bench, groupId, topic)
    const b = await join(bench, groupId, topic)
    await until(() => a.assigned.at(-1)?.length === 2)
    const shared = [
      a.assigned.at(-1)?.length,
      b.assigned.at(-1)?.length,
      new Set([a, b].flatMap((each) => each.assigned.at(-1))).size,
    ]
    await b.consumer.disconnect()
    await until(() => a.assigned.at(-1)?.length === 4)
    await a.consumer.disconnect()
    return { shared, atTheEnd: a.assigned.at(-1) }
  }),
  see('offsets are committed, and the next member goes on there', async (bench) => {
    const topic = await bench.topic('commit', { partitions: 2 })
    const groupId = bench.name('commit')
    await fill(bench, topic, 2)
    const first = await join(bench, groupId, topic)
    await until(
      async () =>
        JSON.stringify(await committed(bench, groupId, topic)).split('"5"').length === 3 ||
        commit(first.consumer, topic),
    )
    await first.consumer.disconnect()
    return committed(bench, groupId, topic)
  }),
  see('a group that committed nothing', async (bench) =>
    committed(bench, bench.name('fresh'), await bench.topic('fresh', { partitions: 2 })),
  ),
  see('offsets set and reset by the admin', async (bench) => {
    const topic = await bench.topic('set', { partitions: 2 })
    const groupId = bench.name('set')
    await fill(bench, topic, 2)
    await bench.admin.setOffsets({ groupId, topic, partitions: [{ partition: 1, offset: '3' }] })
    const set = await committed(bench, groupId, topic)
    await bench.admin.resetOffsets({ groupId, topic, earliest: true })
    const reset = await committed(bench, groupId, topic)
    return {
      set,
      reset,
      described: await describe(bench, groupId),
      deleted: await outcome(() => bench.admin.deleteGroups([groupId])),
    }
  }),
  see('a group that is not', async (bench) => {
    const groupId = bench.name('nobody')
    return {
      described: await describe(bench, groupId),
      deleted: await outcome(() => bench.admin.deleteGroups([groupId])),
    }
  }),
  see('a session timeout that is too short', async (bench) => {
    const topic = await bench.topic('short')
    const consumer = bench.kafka.consumer({
      groupId: bench.name('short'),
      sessionTimeout: 100,
      heartbeatInterval: 30,
      retry: { retries: 0 },
    })
    await consumer.connect()
    await consumer.subscribe({ topic })
    const crashed = new Promise((resolve) =>
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error)),
    )
    await consumer.run({ eachMessage: () => Promise.resolve() })
    const seen = await outcome(async () => Promise.reject((await crashed) as Error))
    await consumer.disconnect()
    return seen
  }),
]

async function commit(consumer: Consumer, topic: string): Promise<boolean> {
  await consumer.commitOffsets([0, 1].map((partition) => ({ topic, partition, offset: '5' })))
  return false
}
