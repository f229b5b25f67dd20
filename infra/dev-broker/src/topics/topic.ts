import { join } from 'node:path'
import { replaceFile } from '../log/disk.js'
import type { LogOptions } from '../log/partition-log.js'
import { PartitionLog } from '../log/partition-log.js'
import type { TopicSettings } from './settings.js'
import { settingsOf } from './settings.js'

/** What `topic.json` keeps. */
export interface TopicFile {
  readonly name: string
  readonly partitions: number
  readonly configs: Readonly<Record<string, string>>
}

export const topicFileName = 'topic.json'

/** A topic, its settings and its partitions, kept in a folder of its own. */
export class Topic {
  readonly name: string
  readonly folder: string
  readonly #options: LogOptions
  readonly #partitions: PartitionLog[] = []
  #configs: ReadonlyMap<string, string>
  #settings: TopicSettings

  constructor(folder: string, file: TopicFile, options: LogOptions) {
    this.name = file.name
    this.folder = folder
    this.#options = options
    this.#configs = new Map(Object.entries(file.configs))
    this.#settings = settingsOf(this.#configs)
    this.#open(file.partitions)
  }

  get partitions(): readonly PartitionLog[] {
    return this.#partitions
  }

  /** What was set for this topic; everything else has Kafka's default. */
  get configs(): ReadonlyMap<string, string> {
    return this.#configs
  }

  get settings(): TopicSettings {
    return this.#settings
  }

  #open(count: number): void {
    for (let index = this.#partitions.length; index < count; index++)
      this.#partitions.push(new PartitionLog(join(this.folder, String(index)), this.#options))
  }

  #save(partitions: number): void {
    const file: TopicFile = { name: this.name, partitions, configs: Object.fromEntries(this.#configs) }
    replaceFile(join(this.folder, topicFileName), file, this.#options.fsync)
  }

  addPartitions(count: number): void {
    this.#save(count)
    this.#open(count)
  }

  configure(configs: ReadonlyMap<string, string>): void {
    this.#configs = new Map(configs)
    this.#settings = settingsOf(this.#configs)
    this.#save(this.#partitions.length)
  }

  retain(): void {
    for (const partition of this.#partitions) partition.retain(this.#settings)
  }

  close(): void {
    for (const partition of this.#partitions) partition.close()
  }

  abandon(): void {
    for (const partition of this.#partitions) partition.abandon()
  }
}
