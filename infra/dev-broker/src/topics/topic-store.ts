import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { readReplaced, removeTree, replaceFile, syncFolder } from '../log/disk.js'
import type { LogOptions, PartitionLog } from '../log/partition-log.js'
import type { TopicFile } from './topic.js'
import { Topic, topicFileName } from './topic.js'

/** All topics, by name. One is made or removed as a whole: a crash leaves it or doesn't, never half of it. */
export class TopicStore {
  readonly #folder: string
  readonly #options: LogOptions
  readonly #topics = new Map<string, Topic>()

  constructor(folder: string, options: LogOptions) {
    this.#folder = folder
    this.#options = options
    mkdirSync(folder, { recursive: true })
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      if (/\.(new|deleted)$/.test(name)) removeTree(path)
      else this.#open(path)
    }
  }

  #open(path: string): void {
    const file = readReplaced(join(path, topicFileName))
    if (isTopicFile(file)) this.#topics.set(file.name, new Topic(path, file, this.#options))
    else this.#options.warn(`${path} has no readable ${topicFileName} and was left alone.`)
  }

  all(): Iterable<Topic> {
    return this.#topics.values()
  }

  get(name: string): Topic | undefined {
    return this.#topics.get(name)
  }

  partition(topic: string, index: number): PartitionLog | undefined {
    return this.#topics.get(topic)?.partitions[index]
  }

  partitionCount(): number {
    return [...this.#topics.values()].reduce((sum, topic) => sum + topic.partitions.length, 0)
  }

  /** The caller has checked name, count and settings. */
  create(file: TopicFile): void {
    const path = join(this.#folder, randomUUID())
    mkdirSync(`${path}.new`)
    replaceFile(join(`${path}.new`, topicFileName), file, this.#options.fsync)
    renameSync(`${path}.new`, path)
    if (this.#options.fsync) syncFolder(this.#folder)
    this.#topics.set(file.name, new Topic(path, file, this.#options))
  }

  delete(name: string): boolean {
    const topic = this.#topics.get(name)
    if (topic === undefined) return false
    this.#topics.delete(name)
    topic.abandon()
    renameSync(topic.folder, `${topic.folder}.deleted`)
    if (this.#options.fsync) syncFolder(this.#folder)
    removeTree(`${topic.folder}.deleted`)
    return true
  }

  retain(): void {
    for (const topic of this.#topics.values()) topic.retain()
  }

  close(): void {
    for (const topic of this.#topics.values()) topic.close()
  }
}

function isTopicFile(value: unknown): value is TopicFile {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    'partitions' in value &&
    'configs' in value
  )
}
