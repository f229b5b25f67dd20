import { describe, expect, it } from 'vitest'
import { Appender } from './appender.js'
import type { AppendLimits } from './append-limits.js'
import type { AppendRecord } from './append-record.js'
import type { AppendSession, ProduceResult } from './append-session.js'

class KafkaJSFault extends Error {
  override readonly name = 'KafkaJSFault'
}

/** Two brokers in memory that fail as told: what is injected are the faults, the log keeps what it acknowledged. */
class FakeCluster {
  readonly logs = new Map<string, string[]>()
  readonly leaders = new Map([
    ['t/0', 1],
    ['t/1', 1],
    ['t/2', 2],
  ])
  readonly requests: { readonly nodeId: number; readonly values: readonly string[] }[] = []
  sessionsOpened = 0
  inFlight = 0
  mostInFlight = 0
  /** Taken one by one; undefined is a request that goes well. */
  faults: (((write: () => ProduceResult) => Promise<ProduceResult>) | undefined)[] = []
  refuseConnections = false

  openSession = (nodeId: number): Promise<AppendSession> => {
    this.sessionsOpened++
    if (this.refuseConnections) return Promise.reject(new KafkaJSFault('ECONNREFUSED'))
    return Promise.resolve({
      close: () => Promise.resolve(),
      produce: async (jobs) => {
        this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight)
        await new Promise((resolve) => setTimeout(resolve, 1))
        this.requests.push({
          nodeId,
          values: jobs.flatMap(({ records }) => records.map(({ value }) => value.toString())),
        })
        const write = (): ProduceResult => {
          const baseOffsets = new Map<string, number>()
          for (const { topic, partition, records } of jobs) {
            const log = this.logs.get(`${topic}/${partition}`) ?? []
            this.logs.set(`${topic}/${partition}`, log)
            if (!baseOffsets.has(`${topic}/${partition}`))
              baseOffsets.set(`${topic}/${partition}`, log.length)
            log.push(...records.map(({ value }) => value.toString()))
          }
          return { status: 'acknowledged', baseOffsets }
        }
        const result = await (this.faults.shift() ?? (() => Promise.resolve(write())))(write)
        this.inFlight--
        return result
      },
    })
  }

  appender(limits: Partial<AppendLimits> = {}): Appender {
    return new Appender({
      openSession: this.openSession,
      leaders: { fetch: () => Promise.resolve(new Map(this.leaders)), close: () => Promise.resolve() },
      limits: { tryForMs: 2_000, attemptTimeoutMs: 500, backoffMs: 1, ...limits },
    })
  }
}

function record(value: string, partition = 0): AppendRecord {
  return { topic: 't', partition, key: Buffer.from('k'), value: Buffer.from(value), headers: {} }
}

const refused =
  (reason: string, retriable = true) =>
  () =>
    Promise.resolve<ProduceResult>({ status: 'failed', landed: 'no', retriable, reason })
const unknown = () =>
  Promise.resolve<ProduceResult>({ status: 'failed', landed: 'unknown', retriable: true, reason: 'closed' })
const hang = () => new Promise<ProduceResult>(() => undefined)

describe('group commit', () => {
  it('sends what comes while a request is in flight as the next one, in order, with one in flight', async () => {
    const cluster = new FakeCluster()
    const appender = cluster.appender()
    await appender.connect()
    const first = appender.append(record('0'))
    await new Promise((resolve) => setImmediate(resolve))
    const rest = Array.from({ length: 450 }, (_, i) => appender.append(record(String(i + 1))))
    const outcomes = await Promise.all([first, ...rest])
    expect(outcomes).toEqual(outcomes.map((_, offset) => ({ status: 'written', offset })))
    expect(cluster.logs.get('t/0')).toEqual(outcomes.map((_, i) => String(i)))
    expect(cluster.requests.map(({ values }) => values.length)).toEqual([1, 200, 200, 50])
    expect(cluster.mostInFlight).toBe(1)
    expect(cluster.sessionsOpened).toBe(1)
  })

  it('has a lane for each broker, and offsets counted for each partition', async () => {
    const cluster = new FakeCluster()
    const appender = cluster.appender()
    await appender.connect()
    const outcomes = await Promise.all([
      appender.append(record('a', 0)),
      appender.append(record('b', 1)),
      appender.append(record('c', 2)),
      appender.append(record('d', 0)),
    ])
    expect(outcomes).toEqual([0, 0, 0, 1].map((offset) => ({ status: 'written', offset })))
    expect(new Set(cluster.requests.map(({ nodeId }) => nodeId))).toEqual(new Set([1, 2]))
    expect(cluster.requests).toHaveLength(2)
  })

  it('writes jobs whole: consecutive offsets, never cut by the bound of a request', async () => {
    const cluster = new FakeCluster()
    const appender = cluster.appender({ maxRecordsPerSend: 3 })
    await appender.connect()
    const [one, together] = await Promise.all([
      appender.append(record('x')),
      appender.appendTogether(['a', 'b', 'c', 'd'].map((value) => record(value))),
    ])
    expect(one).toEqual({ status: 'written', offset: 0 })
    expect(together).toEqual([1, 2, 3, 4].map((offset) => ({ status: 'written', offset })))
    expect(cluster.requests.map(({ values }) => values.length)).toEqual([1, 4])
  })

  it('keeps a partition in one request below its bound in bytes', async () => {
    const cluster = new FakeCluster()
    const appender = cluster.appender({ maxPartitionBytesPerSend: 2_500 })
    await appender.connect()
    await Promise.all(Array.from({ length: 5 }, () => appender.append(record('y'.repeat(1_000)))))
    expect(cluster.requests.map(({ values }) => values.length)).toEqual([2, 2, 1])
  })
})

describe('bounds', () => {
  it('refuses at once what is above the bound in records or bytes, and takes more once there is room', async () => {
    const cluster = new FakeCluster()
    const appender = cluster.appender({ maxQueuedRecords: 2 })
    await appender.connect()
    const outcomes = await Promise.all(['a', 'b', 'c'].map((value) => appender.append(record(value))))
    expect(outcomes.map(({ status }) => status)).toEqual(['written', 'written', 'overloaded'])
    expect(appender.queuedRecords).toBe(0)
    expect(appender.queuedBytes).toBe(0)
    expect(await appender.append(record('d'))).toEqual({ status: 'written', offset: 2 })

    const narrow = cluster.appender({ maxQueuedBytes: 100 })
    expect(await narrow.append(record('z'.repeat(200)))).toEqual({ status: 'overloaded' })
  })

  it('gives up in bounded time: what was never sent is refused, what was is unknown', async () => {
    const cluster = new FakeCluster()
    cluster.faults = Array.from({ length: 100 }, () => hang)
    const appender = cluster.appender({ tryForMs: 30, attemptTimeoutMs: 50 })
    await appender.connect()
    const sent = appender.append(record('sent'))
    await new Promise((resolve) => setImmediate(resolve))
    const queued = appender.append(record('queued'))
    expect((await sent).status).toBe('unknown')
    expect((await queued).status).toBe('refused')
    expect(appender.queuedBytes).toBe(0)
  })

  it('closing waits for what is queued and takes nothing more', async () => {
    const cluster = new FakeCluster()
    const appender = cluster.appender()
    await appender.connect()
    const last = appender.append(record('last'))
    const closed = appender.close()
    expect(await appender.append(record('late'))).toEqual({ status: 'overloaded' })
    expect((await last).status).toBe('written')
    await closed
  })
})

describe('faults', () => {
  it('connections refused: surely not written', async () => {
    const cluster = new FakeCluster()
    cluster.refuseConnections = true
    const appender = cluster.appender({ tryForMs: 20 })
    await appender.connect()
    expect(await appender.append(record('a'))).toEqual({ status: 'refused', reason: 'ECONNREFUSED' })
    expect(appender.failingForMs).toBeGreaterThan(0)
    cluster.refuseConnections = false
    expect((await appender.append(record('b'))).status).toBe('written')
    expect(appender.failingForMs).toBe(0)
  })

  it('an attempt that failed is made again on a new session, in order', async () => {
    const cluster = new FakeCluster()
    cluster.faults = [refused('NOT_ENOUGH_REPLICAS')]
    const appender = cluster.appender()
    await appender.connect()
    const outcomes = await Promise.all(['a', 'b', 'c'].map((value) => appender.append(record(value))))
    expect(outcomes).toEqual([0, 1, 2].map((offset) => ({ status: 'written', offset })))
    expect(cluster.logs.get('t/0')).toEqual(['a', 'b', 'c'])
    expect(cluster.sessionsOpened).toBe(2)
  })

  it('a request lost after it was written: written again, and answered with the copy', async () => {
    const cluster = new FakeCluster()
    cluster.faults = [
      (write) => {
        write()
        return unknown()
      },
    ]
    const appender = cluster.appender()
    await appender.connect()
    expect(await appender.append(record('a'))).toEqual({ status: 'written', offset: 1 })
    expect(cluster.logs.get('t/0')).toEqual(['a', 'a'])
  })

  it('an outcome stays unknown when the attempts after it are refused', async () => {
    const cluster = new FakeCluster()
    cluster.faults = [unknown, ...Array.from({ length: 1_000 }, () => refused('NOT_ENOUGH_REPLICAS'))]
    const appender = cluster.appender({ tryForMs: 30 })
    await appender.connect()
    expect(await appender.append(record('a'))).toEqual({ status: 'unknown', reason: 'NOT_ENOUGH_REPLICAS' })
  })

  it('a record that Kafka never takes fails alone', async () => {
    const cluster = new FakeCluster()
    cluster.faults = [refused('MESSAGE_TOO_LARGE', false), undefined, refused('MESSAGE_TOO_LARGE', false)]
    const appender = cluster.appender()
    await appender.connect()
    const outcomes = await Promise.all(['a', 'huge', 'c'].map((value) => appender.append(record(value))))
    expect(outcomes).toEqual([
      { status: 'written', offset: 0 },
      { status: 'refused', reason: 'MESSAGE_TOO_LARGE' },
      { status: 'written', offset: 1 },
    ])
  })

  it('a partition missing from the result is not a success', async () => {
    const cluster = new FakeCluster()
    cluster.faults = [
      (write) => {
        const result = write()
        cluster.logs.set('t/1', [])
        if (result.status === 'acknowledged') {
          return Promise.resolve({
            ...result,
            baseOffsets: new Map([['t/0', result.baseOffsets.get('t/0')!]]),
          })
        }
        return Promise.resolve(result)
      },
    ]
    const appender = cluster.appender()
    await appender.connect()
    const outcomes = await Promise.all([appender.append(record('a', 0)), appender.append(record('b', 1))])
    expect(outcomes).toEqual([
      { status: 'written', offset: 0 },
      { status: 'written', offset: 0 },
    ])
    expect(cluster.logs.get('t/0')).toEqual(['a'])
    expect(cluster.logs.get('t/1')).toEqual(['b'])
    expect(cluster.sessionsOpened).toBe(2)
  })

  it('an acknowledgement at an offset that was taken already is a loss', async () => {
    const cluster = new FakeCluster()
    const appender = cluster.appender()
    await appender.connect()
    await Promise.all(['a', 'b', 'c'].map((value) => appender.append(record(value))))
    const lie = () =>
      Promise.resolve<ProduceResult>({ status: 'acknowledged', baseOffsets: new Map([['t/0', 2]]) })
    cluster.faults = [lie]
    expect(await appender.append(record('d'))).toEqual({ status: 'written', offset: 3 })
    expect(cluster.logs.get('t/0')).toEqual(['a', 'b', 'c', 'd'])
    cluster.faults = Array.from({ length: 10_000 }, () => lie)
    const impatient = cluster.appender({ tryForMs: 20 })
    await impatient.connect()
    cluster.faults.unshift(undefined)
    expect((await impatient.append(record('e'))).status).toBe('written')
    expect((await impatient.append(record('f'))).status).toBe('unknown')
  })

  it('follows a leader that moved, in order, with what is queued', async () => {
    const cluster = new FakeCluster()
    const appender = cluster.appender({ maxRecordsPerSend: 2 })
    await appender.connect()
    cluster.faults = [
      () => {
        cluster.leaders.set('t/0', 2)
        return refused('NOT_LEADER_FOR_PARTITION')()
      },
    ]
    const outcomes = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((value) => appender.append(record(value))),
    )
    expect(outcomes).toEqual([0, 1, 2, 3, 4].map((offset) => ({ status: 'written', offset })))
    expect(cluster.requests.map(({ nodeId }) => nodeId)).toEqual([1, 2, 2, 2])
    expect(cluster.logs.get('t/0')).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('waits for a partition to have a leader', async () => {
    const cluster = new FakeCluster()
    cluster.leaders.delete('t/0')
    const appender = cluster.appender()
    await appender.connect()
    const outcome = appender.append(record('a'))
    setTimeout(() => cluster.leaders.set('t/0', 2), 20)
    expect(await outcome).toEqual({ status: 'written', offset: 0 })
  })
})
