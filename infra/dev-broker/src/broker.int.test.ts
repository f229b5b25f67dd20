import { appendFileSync, readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { askOn, askOnce, fieldOf, recordBatch } from './conformance/codec.js'
import { RawConnection } from './conformance/connection.js'
import { produceRaw } from './conformance/produce-body.js'
import { DataFolderError } from './data-folder.js'
import { Reader } from './protocol/reader.js'
import { Writer } from './protocol/writer.js'
import { clientOf, createTopic, endsOf, makeFolder, sendAll, startFixture } from './testing/broker-fixture.js'
import { readBatches } from './testing/reading.js'

const values = (count: number, sizeBytes = 100): string[] =>
  Array.from({ length: count }, (_, index) => `${index}`.padEnd(sizeBytes, 'x'))

/** The newest segment file of partition 0 of the only topic. */
function segmentOf(dataDir: string): string {
  const topics = join(dataDir, 'topics')
  const partition = join(topics, readdirSync(topics)[0] ?? '', '0')
  return join(
    partition,
    readdirSync(partition)
      .filter((name) => name.endsWith('.log'))
      .toSorted()
      .at(-1) ?? '',
  )
}

describe('what was written', () => {
  for (const fsync of [false, true])
    it(`is there after a restart (fsync ${fsync}): topics, settings, records, offsets, producers`, async () => {
      const { broker, dataDir, kafka } = await startFixture({ fsync })
      await createTopic(kafka, 'kept', { 'retention.ms': '-1' }, 3)
      const connection = await RawConnection.open(broker.port)
      const batch = (firstSequence: number): Promise<Buffer> =>
        recordBatch(['a', 'b'], { producerId: 77, firstSequence })
      for (const sequence of [0, 2, 4]) await produceRaw(connection, 'kept', await batch(sequence))
      const admin = kafka.admin()
      await admin.connect()
      await admin.setOffsets({ groupId: 'g', topic: 'kept', partitions: [{ partition: 0, offset: '4' }] })
      await admin.disconnect()
      const before = await readBatches(connection, 'kept')
      connection.end()
      await broker.stop()

      const again = await startFixture({ dataDir, fsync })
      const second = await RawConnection.open(again.broker.port)
      expect(await readBatches(second, 'kept')).toEqual(before)
      expect(await produceRaw(second, 'kept', await batch(2))).toMatchObject({ error: 0, offset: 2 })
      expect(await produceRaw(second, 'kept', await batch(8))).toMatchObject({ error: 45 })
      expect(await produceRaw(second, 'kept', await batch(6))).toMatchObject({ error: 0, offset: 6 })
      second.end()
      const adminAgain = again.kafka.admin()
      await adminAgain.connect()
      expect(await adminAgain.fetchOffsets({ groupId: 'g', topics: ['kept'] })).toMatchObject([
        {
          partitions: expect.arrayContaining([
            expect.objectContaining({ partition: 0, offset: '4' }),
          ]) as unknown,
        },
      ])
      const { topics } = await adminAgain.fetchTopicMetadata({ topics: ['kept'] })
      expect(topics[0]?.partitions).toHaveLength(3)
      await adminAgain.disconnect()
    })

  it('is cut where the end is torn, with a line in the log, and goes on from there', async () => {
    const { broker, dataDir, kafka } = await startFixture()
    await createTopic(kafka, 't')
    for (let send = 0; send < 5; send++) await sendAll(kafka, 't', values(10))
    await broker.stop()
    appendFileSync(
      segmentOf(dataDir),
      Buffer.concat([Buffer.alloc(8), Buffer.from([0, 0, 1, 0]), Buffer.alloc(200, 7)]),
    )

    const second = await startFixture({ dataDir })
    expect(second.lines.join('')).toContain('torn tail of 212 bytes cut off after offset 49')
    expect(await endsOf(second.kafka, 't')).toEqual({ low: 0, high: 50 })
    await sendAll(second.kafka, 't', values(1))
    await second.broker.stop()

    truncateSync(segmentOf(dataDir), statSync(segmentOf(dataDir)).size - 10)
    const third = await startFixture({ dataDir })
    expect(third.lines.join('')).toContain('torn tail')
    expect(await endsOf(third.kafka, 't')).toEqual({ low: 0, high: 50 })
  })

  it('goes by time and by size where the topic says so, whole segments at a time', async () => {
    const { kafka } = await startFixture({ retentionCheckIntervalMs: 50 })
    await createTopic(kafka, 'size', { 'segment.bytes': '1048576', 'retention.bytes': '2000000' })
    await createTopic(kafka, 'time', { 'retention.ms': '1000' })
    await createTopic(kafka, 'ever', { 'segment.bytes': '1048576', 'retention.ms': '-1' })
    for (let send = 0; send < 6; send++)
      for (const topic of ['size', 'ever']) await sendAll(kafka, topic, values(100, 9000))
    await sendAll(kafka, 'time', values(10))
    await expect.poll(() => endsOf(kafka, 'time'), { timeout: 20_000 }).toEqual({ low: 10, high: 10 })
    await expect.poll(async () => (await endsOf(kafka, 'size')).low, { timeout: 20_000 }).toBeGreaterThan(0)
    expect((await endsOf(kafka, 'size')).high).toBe(600)
    expect((await endsOf(kafka, 'size')).low).toBeLessThan(500)
    expect(await endsOf(kafka, 'ever')).toEqual({ low: 0, high: 600 })
    await sendAll(kafka, 'time', values(1))
    expect((await endsOf(kafka, 'time')).high).toBe(11)
  })

  it('is one broker’s at a time', async () => {
    const { dataDir } = await startFixture()
    await expect(startFixture({ dataDir })).rejects.toThrow(DataFolderError)
    await expect(startFixture({ dataDir: join(await makeFolder(), 'new', 'deep') })).resolves.toBeDefined()
  })
})

describe('fetch', () => {
  it('waits for records and wakes when they come', async () => {
    const { broker, kafka } = await startFixture()
    await createTopic(kafka, 't')
    const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0, maxBytes: 10_000 }] }]
    const fields = {
      replicaId: -1,
      maxWaitTime: 600_000,
      minBytes: 1,
      maxBytes: 10_000,
      isolationLevel: 0,
      topics,
    }
    const answered = askOnce(broker.port, 'fetch', 4, fields)
    await sendAll(kafka, 't', ['woken'])
    expect(fieldOf(await answered, 'responses', 0, 'partitions', 0, 'messages', 'length')).toBe(1)
  })

  it('serves every partition in turn, however much the first has', async () => {
    const { broker, kafka } = await startFixture()
    await createTopic(kafka, 't', {}, 3)
    const producer = kafka.producer()
    await producer.connect()
    for (const partition of [0, 1, 2])
      for (let send = 0; send < 3; send++)
        await producer.send({ topic: 't', messages: values(50, 1000).map((value) => ({ value, partition })) })
    await producer.disconnect()
    const partitions = [0, 1, 2].map((partition) => ({ partition, fetchOffset: 0, maxBytes: 1_000_000 }))
    const fields = {
      replicaId: -1,
      maxWaitTime: 0,
      minBytes: 1,
      maxBytes: 1000,
      isolationLevel: 0,
      topics: [{ topic: 't', partitions }],
    }
    const connection = await RawConnection.open(broker.port)
    const served = new Set<number>()
    for (let poll = 0; poll < 3; poll++) {
      const answer = await askOn(connection, 'fetch', 4, fields)
      for (const index of [0, 1, 2])
        if (Number(fieldOf(answer, 'responses', 0, 'partitions', index, 'messages', 'length')) > 0)
          served.add(index)
    }
    connection.end()
    expect(served.size).toBe(3)
  })
})

describe('groups', () => {
  const join_ = (groupId: string, memberId: string, rebalanceTimeout = 60_000): object => ({
    groupId,
    sessionTimeout: 6000,
    rebalanceTimeout,
    memberId,
    protocolType: 'consumer',
    groupProtocols: [{ name: 'p', metadata: Buffer.from('m') }],
  })

  it('expel a member that falls silent, and fence it', async () => {
    const { broker } = await startFixture()
    const connection = await RawConnection.open(broker.port)
    const first = await askOn(connection, 'joinGroup', 0, join_('g', ''))
    const memberId = String(fieldOf(first, 'memberId'))
    const groupAssignment = [{ memberId, memberAssignment: Buffer.from('all') }]
    await askOn(connection, 'syncGroup', 0, { groupId: 'g', generationId: 1, memberId, groupAssignment })
    const second = await askOnce(broker.port, 'joinGroup', 0, join_('g', ''))
    expect(second).toMatchObject({ errorCode: 0, generationId: 2, members: [{}] })
    expect(fieldOf(second, 'leaderId')).toBe(fieldOf(second, 'memberId'))
    expect(
      await askOn(connection, 'heartbeat', 0, { groupId: 'g', groupGenerationId: 1, memberId }),
    ).toMatchObject({ errorCode: 25 })
    connection.end()
  })

  it('go on after a restart of the broker with the same generation', async () => {
    const { broker, dataDir } = await startFixture()
    const first = await askOnce(broker.port, 'joinGroup', 0, join_('g', ''))
    const memberId = String(fieldOf(first, 'memberId'))
    const groupAssignment = [{ memberId, memberAssignment: Buffer.from('all') }]
    await askOnce(broker.port, 'syncGroup', 0, { groupId: 'g', generationId: 1, memberId, groupAssignment })
    await broker.stop()
    const again = await startFixture({ dataDir })
    expect(
      await askOnce(again.broker.port, 'heartbeat', 0, { groupId: 'g', groupGenerationId: 1, memberId }),
    ).toMatchObject({ errorCode: 0 })
    const { groups } = await withAdmin(again.broker.port, ['g'])
    expect(groups).toMatchObject([{ state: 'Stable', members: [{ memberId }] }])
  })
})

describe('flexible versions that kafkajs has no codec for', () => {
  const headerTags = Buffer.alloc(1)

  it('ListGroups 4 lists by state', async () => {
    const { broker } = await startFixture()
    const connection = await RawConnection.open(broker.port)
    await askOn(connection, 'joinGroup', 0, {
      groupId: 'by-state',
      sessionTimeout: 6000,
      memberId: '',
      protocolType: 'consumer',
      groupProtocols: [{ name: 'p', metadata: Buffer.from('m') }],
    })
    const list = async (...states: string[]): Promise<string> => {
      const body = new Writer(true)
      body.array(states, (state) => body.string(state)).tags()
      const answer = await connection.ask(16, 4, Buffer.concat([headerTags, body.frame().subarray(4)]))
      return answer.toString('latin1')
    }
    expect(await list()).toContain('by-state')
    expect(await list('CompletingRebalance')).toContain('CompletingRebalance')
    expect(await list('Empty')).not.toContain('by-state')
    connection.end()
  })

  it('OffsetFetch 7 tells what was committed', async () => {
    const { broker, kafka } = await startFixture()
    await createTopic(kafka, 't')
    const topics = [{ topic: 't', partitions: [{ partition: 0, offset: '7', metadata: 'note' }] }]
    await askOnce(broker.port, 'offsetCommit', 5, {
      groupId: 'g',
      groupGenerationId: -1,
      memberId: '',
      topics,
    })
    const body = new Writer(true)
      .string('g')
      .array(null, () => undefined)
      .boolean(true)
      .tags()
    const connection = await RawConnection.open(broker.port)
    const answer = await connection.ask(9, 7, Buffer.concat([headerTags, body.frame().subarray(4)]))
    connection.end()
    const reader = new Reader(Buffer.isBuffer(answer) ? answer : Buffer.alloc(0))
    reader.flexible = true
    reader.tags()
    reader.int32()
    const found = reader.array(() => {
      const name = reader.string()
      const partitions = reader.array(() => {
        const partition = {
          index: reader.int32(),
          offset: reader.int64(),
          epoch: reader.int32(),
          note: reader.string(),
          error: reader.int16(),
        }
        reader.tags()
        return partition
      })
      reader.tags()
      return { name, partitions }
    })
    expect(found).toEqual([
      { name: 't', partitions: [{ index: 0, offset: 7, epoch: -1, note: 'note', error: 0 }] },
    ])
    expect(reader.int16()).toBe(0)
  })
})

async function withAdmin(port: number, groupIds: string[]): Promise<{ groups: unknown }> {
  const admin = clientOf(port).admin()
  await admin.connect()
  const described = await admin.describeGroups(groupIds)
  await admin.disconnect()
  return described
}
