import { setTimeout as sleep } from 'node:timers/promises'
import { settleFailed, settleWritten, type AppendJob } from './append-job.js'
import { isKafkaError, type ProduceFailure } from './append-failure.js'
import type { AppendLimits } from './append-limits.js'
import { partitionName } from './append-record.js'
import type { AppendSession, OpenSession, ProduceResult } from './append-session.js'
import { within } from './append-timeout.js'

export interface LaneOptions {
  readonly nodeId: number
  readonly openSession: OpenSession
  readonly limits: AppendLimits
  /** Base offset of the last acknowledged write of each partition; shared by all lanes. */
  readonly lastOffsets: Map<string, number>
  /** Told after a failed attempt, before the next one: takes away the jobs whose partition has another leader now. */
  readonly afterFailure: (lane: AppendLane, reason: string) => Promise<void>
  /** Told after each acknowledged request: its records, and the time from its send to the acknowledgement. */
  readonly afterSuccess: (records: number, elapsedMs: number) => void
}

/**
 * What goes to one broker, in order. One request is in flight at a time; whatever comes meanwhile is the next one (group
 * commit). A session that failed in any way is thrown away: its sequence numbers can't be trusted any more.
 */
export class AppendLane {
  readonly nodeId: number
  readonly #options: LaneOptions
  #queue: AppendJob[] = []
  #session: AppendSession | undefined
  #running = false

  constructor(options: LaneOptions) {
    this.nodeId = options.nodeId
    this.#options = options
  }

  push(job: AppendJob): void {
    this.#queue.push(job)
    if (this.#running) return
    this.#running = true
    setImmediate(() => void this.#run())
  }

  /** Gives back the queued jobs that are `elsewhere`, in their order. */
  takeAway(elsewhere: (job: AppendJob) => boolean): readonly AppendJob[] {
    const away = this.#queue.filter(elsewhere)
    if (away.length > 0) this.#queue = this.#queue.filter((job) => !elsewhere(job))
    return away
  }

  /** Only once nothing is queued or in flight. */
  close(): void {
    this.#endSession()
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      this.#expire()
      const jobs = this.#take()
      if (jobs.length === 0) continue
      const startedMs = performance.now()
      const failure = this.#finish(jobs, await this.#attempt(jobs))
      if (failure === undefined) {
        const records = jobs.reduce((sum, job) => sum + job.records.length, 0)
        this.#options.afterSuccess(records, performance.now() - startedMs)
        continue
      }
      this.#endSession()
      this.#expire()
      await this.#options.afterFailure(this, failure)
      if (this.#queue.length > 0) await sleep(this.#options.limits.backoffMs)
    }
    this.#running = false
  }

  async #attempt(jobs: readonly AppendJob[]): Promise<ProduceResult> {
    const { openSession, limits } = this.#options
    const startedMs = performance.now()
    let sent = false
    try {
      this.#session ??= await within(limits.attemptTimeoutMs, openSession(this.nodeId), (late) =>
        late.close(),
      )
      const leftMs = limits.attemptTimeoutMs - (performance.now() - startedMs)
      sent = true
      return await within(Math.max(leftMs, 1), this.#session.produce(jobs))
    } catch (error) {
      if (!isKafkaError(error)) throw error
      return { status: 'failed', landed: sent ? 'unknown' : 'no', retriable: true, reason: error.message }
    }
  }

  /** Settles what is decided and queues the rest again, at the front and in order. @returns why, if anything failed */
  #finish(jobs: readonly AppendJob[], result: ProduceResult): string | undefined {
    if (result.status === 'failed') {
      this.#retry(jobs, result)
      return result.reason
    }
    const next = this.#baseOffsets(jobs, result.baseOffsets)
    const lost: AppendJob[] = []
    for (const job of jobs) {
      const name = partitionName(job.topic, job.partition)
      const offset = next.get(name)
      if (offset === undefined) {
        lost.push(job)
        continue
      }
      settleWritten(job, offset)
      next.set(name, offset + job.records.length)
      this.#options.lastOffsets.set(name, offset + job.records.length - 1)
    }
    if (lost.length === 0) return undefined
    const reason = 'Kafka acknowledged a write without saying where, or at an offset that was taken already'
    this.#retry(lost, { status: 'failed', landed: 'unknown', retriable: true, reason })
    return reason
  }

  /** The base offsets that can be believed: there, and above all that the partition has acknowledged before. */
  #baseOffsets(jobs: readonly AppendJob[], answered: ReadonlyMap<string, number>): Map<string, number> {
    const believed = new Map<string, number>()
    for (const { topic, partition } of jobs) {
      const name = partitionName(topic, partition)
      const offset = answered.get(name)
      if (offset === undefined || !Number.isSafeInteger(offset)) continue
      if (offset > (this.#options.lastOffsets.get(name) ?? -1)) believed.set(name, offset)
    }
    return believed
  }

  #retry(jobs: readonly AppendJob[], { landed, retriable, reason }: ProduceFailure): void {
    for (const job of jobs) {
      job.mayHaveLanded ||= landed === 'unknown'
      job.reason = reason
    }
    if (retriable) {
      this.#queue.unshift(...jobs)
    } else if (jobs.length === 1) {
      jobs.forEach(settleFailed)
    } else {
      for (const job of jobs) job.alone = true
      this.#queue.unshift(...jobs)
    }
  }

  #expire(): void {
    const now = performance.now()
    if (!this.#queue.some(({ deadlineMs }) => deadlineMs < now)) return
    const expired = this.#queue.filter(({ deadlineMs }) => deadlineMs < now)
    this.#queue = this.#queue.filter(({ deadlineMs }) => deadlineMs >= now)
    expired.forEach(settleFailed)
  }

  #take(): readonly AppendJob[] {
    const { maxRecordsPerSend, maxPartitionBytesPerSend } = this.#options.limits
    const bytes = new Map<string, number>()
    let records = 0
    let count = 0
    for (const job of this.#queue) {
      if (count > 0 && (job.alone || this.#queue[0]?.alone === true)) break
      const name = partitionName(job.topic, job.partition)
      const partitionBytes = (bytes.get(name) ?? 0) + job.sizeBytes
      records += job.records.length
      if (count > 0 && (records > maxRecordsPerSend || partitionBytes > maxPartitionBytesPerSend)) break
      bytes.set(name, partitionBytes)
      count++
    }
    return this.#queue.splice(0, count)
  }

  /** Waits for nothing: the connection of a broker that hangs takes its time to close. */
  #endSession(): void {
    this.#session?.close().catch(ignoreKafkaError)
    this.#session = undefined
  }
}

function ignoreKafkaError(error: unknown): void {
  if (!isKafkaError(error)) throw error
}
