import { join } from 'node:path'
import { ErrorCode } from '../protocol/errors.js'
import { isDiskError } from '../log/disk.js'
import type { OpenFiles } from '../log/open-files.js'
import type { CommittedOffset } from './committed-offsets.js'
import { CommittedOffsets } from './committed-offsets.js'
import { Group } from './group.js'
import type { JournalEntry } from './journal.js'
import { Journal } from './journal.js'
import type { JoinAnswer, JoinRequest } from './member.js'
import type { SavedGroup } from './saved-group.js'
import { saveMember } from './saved-group.js'

const maxGroups = 10_000
const maxMembersAGroup = 1_000
/** Of all groups' members together. */
const maxHeldBytes = 64 * 1024 * 1024
const minSessionTimeoutMs = 6_000
const maxSessionTimeoutMs = 1_800_000
/** Kafka's `offsets.retention.minutes`. */
const offsetsRetentionMs = 7 * 24 * 60 * 60 * 1000

export interface CoordinatorOptions {
  readonly files: OpenFiles
  readonly fsync: boolean
  readonly warn: (message: string) => void
  readonly now: () => number
}

/** All consumer groups and what they committed. Both survive a restart. */
export class GroupCoordinator {
  readonly #groups = new Map<string, Group>()
  readonly #offsets = new Map<string, CommittedOffsets>()
  readonly #journal: Journal
  readonly #now: () => number
  readonly #warn: (message: string) => void

  constructor(dataDir: string, { files, fsync, warn, now }: CoordinatorOptions) {
    this.#now = now
    this.#warn = warn
    this.#journal = new Journal(join(dataDir, 'groups'), files, { fsync, snapshot: () => this.#snapshot() })
    const saved = new Map<string, SavedGroup>()
    this.#journal.replay((entry) => {
      if (entry.kind === 'group') saved.set(entry.group.id, entry.group)
      if (entry.kind === 'gone') saved.delete(entry.group)
      this.#apply(entry)
    }, warn)
    for (const group of saved.values())
      this.#groups.set(
        group.id,
        Group.restore(group, (changed) => this.#saveGroup(changed)),
      )
  }

  #apply(entry: JournalEntry): void {
    if (entry.kind === 'gone') this.#offsets.delete(entry.group)
    if (entry.kind === 'topic-gone')
      for (const offsets of this.#offsets.values()) offsets.forgetTopic(entry.topic)
    if (entry.kind !== 'offsets') return
    const offsets = this.#offsets.get(entry.group) ?? new CommittedOffsets()
    this.#offsets.set(entry.group, offsets)
    for (const committed of entry.offsets) offsets.commit(committed, entry.atMs)
  }

  #record(entry: JournalEntry): void {
    this.#apply(entry)
    this.#journal.append(entry)
  }

  /** A group whose state can't be written goes on: after a restart its members join again. */
  #saveGroup(group: SavedGroup): void {
    try {
      this.#record({ kind: 'group', group })
    } catch (error) {
      if (!isDiskError(error)) throw error
      this.#warn(`group ${group.id} can't be written: ${error.message}`)
    }
  }

  #snapshot(): JournalEntry[] {
    const offsets = [...this.#offsets].map(([group, kept]): JournalEntry => ({
      kind: 'offsets',
      group,
      atMs: kept.lastCommitMs,
      offsets: kept.all(),
    }))
    const groups = [...this.#groups.values()].map((group): JournalEntry => {
      const { id, generation, protocolType, protocol, leader, members } = group
      return {
        kind: 'group',
        group: {
          id,
          generation,
          protocolType,
          protocol,
          leader,
          members: members.map((member) => saveMember(member, protocol)),
        },
      }
    })
    return [...offsets, ...groups]
  }

  group(id: string): Group | undefined {
    return this.#groups.get(id)
  }

  /** Also those that only committed, which Kafka lists as groups without a protocol. */
  ids(): Iterable<string> {
    return new Set([...this.#groups.keys(), ...this.#offsets.keys()])
  }

  join(request: JoinRequest): Promise<JoinAnswer> | JoinAnswer {
    const { groupId, memberId, sessionTimeoutMs } = request
    const refuse = (error: ErrorCode): JoinAnswer => ({
      error,
      memberId,
      generation: -1,
      protocol: '',
      leader: '',
      members: [],
    })
    if (groupId === '') return refuse(ErrorCode.INVALID_GROUP_ID)
    if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs)
      return refuse(ErrorCode.INVALID_SESSION_TIMEOUT)
    const known = this.#groups.get(groupId)
    if (known === undefined && memberId !== '') return refuse(ErrorCode.UNKNOWN_MEMBER_ID)
    const heldBytes = [...this.#groups.values()].reduce((sum, group) => sum + group.heldBytes, 0)
    const full =
      (known?.members.length ?? 0) >= maxMembersAGroup ||
      this.#groups.size >= maxGroups ||
      heldBytes > maxHeldBytes
    if (full && known?.members.some((member) => member.id === memberId) !== true)
      return refuse(ErrorCode.GROUP_MAX_SIZE_REACHED)
    const group = known ?? new Group(groupId, (saved) => this.#saveGroup(saved))
    this.#groups.set(groupId, group)
    return group.join(request)
  }

  /** Resolves when the offsets are kept; the caller has asked whether they may be. */
  async commit(groupId: string, offsets: readonly CommittedOffset[]): Promise<void> {
    if (offsets.length === 0) return
    this.#record({ kind: 'offsets', group: groupId, atMs: this.#now(), offsets })
    await this.#journal.durable()
  }

  committed(groupId: string): CommittedOffsets | undefined {
    return this.#offsets.get(groupId)
  }

  delete(id: string): ErrorCode {
    const group = this.#groups.get(id)
    if (group === undefined && !this.#offsets.has(id)) return ErrorCode.GROUP_ID_NOT_FOUND
    if (group?.idle === false) return ErrorCode.NON_EMPTY_GROUP
    group?.close()
    this.#groups.delete(id)
    this.#record({ kind: 'gone', group: id })
    return ErrorCode.NONE
  }

  forgetTopic(topic: string): void {
    if (
      [...this.#offsets.values()].some((offsets) =>
        offsets.all().some((committed) => committed.topic === topic),
      )
    )
      this.#record({ kind: 'topic-gone', topic })
  }

  /** Removes groups that nobody is in: those without offsets at once, the others seven days after their last commit. */
  expire(): void {
    for (const id of this.ids()) {
      const lastCommitMs = this.#offsets.get(id)?.lastCommitMs ?? 0
      if (this.#groups.get(id)?.idle !== false && this.#now() - lastCommitMs > offsetsRetentionMs)
        this.delete(id)
    }
  }

  /** Ends timers and answers waiting members; nothing is written. */
  close(): void {
    for (const group of this.#groups.values()) group.close()
  }
}
