import { randomUUID } from 'node:crypto'
import { ErrorCode } from '../protocol/errors.js'
import type { JoinAnswer, JoinRequest, Member, SyncAnswer } from './member.js'
import {
  chooseProtocol,
  keep,
  knows,
  metadataFor,
  newMember,
  nothing,
  sameProtocols,
  sizeOf,
} from './member.js'
import type { SavedGroup } from './saved-group.js'
import { restoreMember, saveMember } from './saved-group.js'

export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead'

interface SyncRequest {
  readonly memberId: string
  readonly instanceId: string | null
  readonly generation: number
  readonly assignments: ReadonlyMap<string, Buffer>
}

const unknown = { generation: -1, protocol: '', leader: '', members: [] }

/**
 * The classic group protocol. Empty until somebody joins; PreparingRebalance while its members join again (at most their longest
 * rebalance timeout: who didn't is out); CompletingRebalance until the leader has sent the assignment; then Stable. Each round
 * is a generation, and requests of another generation are refused. `save` is called before an assignment is given out.
 */
export class Group {
  readonly id: string
  readonly #save: (group: SavedGroup) => void
  readonly #members = new Map<string, Member>()
  /** Ids that were given out and not joined with yet. */
  readonly #pending = new Map<string, NodeJS.Timeout>()
  #round: NodeJS.Timeout | null = null
  state: GroupState = 'Empty'
  generation = 0
  protocolType = ''
  protocol: string | null = null
  leader = ''

  constructor(id: string, save: (group: SavedGroup) => void) {
    this.id = id
    this.#save = save
  }

  /** As it was when it was saved; every member has one session timeout to be heard of again. */
  static restore(saved: SavedGroup, save: (group: SavedGroup) => void): Group {
    const group = new Group(saved.id, save)
    group.generation = saved.generation
    group.protocolType = saved.protocolType
    group.protocol = saved.protocol
    group.leader = saved.leader
    for (const member of saved.members) group.#members.set(member.id, restoreMember(member, saved.protocol))
    group.state = saved.members.length > 0 ? 'Stable' : 'Empty'
    for (const member of group.#members.values()) group.#heard(member)
    return group
  }

  get members(): readonly Member[] {
    return [...this.#members.values()]
  }

  get heldBytes(): number {
    return this.members.reduce((sum, member) => sum + sizeOf(member), 0)
  }

  /** Whether nobody is in it or about to be. */
  get idle(): boolean {
    return this.#members.size === 0 && this.#pending.size === 0
  }

  #persist(): void {
    const { id, generation, protocolType, protocol } = this
    this.#save({
      id,
      generation,
      protocolType,
      protocol,
      leader: this.leader,
      members: this.members.map((member) => saveMember(member, protocol)),
    })
  }

  #static(instanceId: string | null): Member | undefined {
    return instanceId === null ? undefined : this.members.find((member) => member.instanceId === instanceId)
  }

  /** The member that a request comes from, or why there is none. */
  #identify(memberId: string, instanceId: string | null): Member | ErrorCode {
    const holder = this.#static(instanceId)
    if (holder !== undefined && holder.id !== memberId) return ErrorCode.FENCED_INSTANCE_ID
    return this.#members.get(memberId) ?? ErrorCode.UNKNOWN_MEMBER_ID
  }

  join(request: JoinRequest): Promise<JoinAnswer> | JoinAnswer {
    const { memberId, instanceId, protocols } = request
    const refuse = (error: ErrorCode, id = memberId): JoinAnswer => ({ ...unknown, error, memberId: id })
    if (this.state === 'Dead') return refuse(ErrorCode.UNKNOWN_MEMBER_ID)
    if (!this.#suits(request)) return refuse(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
    if (memberId === '') return this.#joinNew(request)
    if (this.#pending.has(memberId) && instanceId === null)
      return this.#enter(newMember(memberId, request), request)
    const member = this.#identify(memberId, instanceId)
    if (typeof member === 'number') return refuse(member)
    const changed = !sameProtocols(member, protocols)
    const again =
      changed || this.state === 'PreparingRebalance' || (this.state === 'Stable' && member.id === this.leader)
    if (!again) {
      this.#heard(member)
      return this.#joined(member)
    }
    return this.#enter(member, request)
  }

  #suits({ protocolType, protocols }: JoinRequest): boolean {
    if (protocolType === '' || protocols.length === 0) return false
    if (this.#members.size === 0) return true
    return (
      protocolType === this.protocolType &&
      protocols.some(({ name }) => this.members.every((member) => knows(member, name)))
    )
  }

  #joinNew(request: JoinRequest): Promise<JoinAnswer> | JoinAnswer {
    const { instanceId, clientId, needsKnownId, sessionTimeoutMs } = request
    const id = `${instanceId ?? clientId}-${randomUUID()}`
    const holder = this.#static(instanceId)
    if (holder !== undefined) return this.#takeOver(holder, id, request)
    if (instanceId !== null || !needsKnownId) return this.#enter(newMember(id, request), request)
    this.#pending.set(
      id,
      later(sessionTimeoutMs, () => this.#forgetPending(id)),
    )
    return { ...unknown, error: ErrorCode.MEMBER_ID_REQUIRED, memberId: id }
  }

  /** A static member that came back under a new id: its former self is fenced; no rebalance where it asks for the same. */
  #takeOver(holder: Member, id: string, request: JoinRequest): Promise<JoinAnswer> | JoinAnswer {
    const formerId = holder.id
    const fenced = ErrorCode.FENCED_INSTANCE_ID
    this.#members.delete(formerId)
    holder.join?.({ ...unknown, error: fenced, memberId: formerId })
    holder.sync?.({ error: fenced, assignment: nothing })
    holder.join = null
    holder.sync = null
    holder.id = id
    this.#members.set(id, holder)
    const wasLeader = this.leader === formerId
    if (wasLeader) this.leader = id
    if (this.state !== 'Stable' || !sameProtocols(holder, request.protocols))
      return this.#enter(holder, request)
    this.#heard(holder)
    this.#persist()
    return { ...this.#joined(holder), leader: wasLeader ? formerId : this.leader, members: [] }
  }

  #forgetPending(id: string): void {
    clearTimeout(this.#pending.get(id))
    if (this.#pending.delete(id)) this.#completeJoin()
  }

  #enter(member: Member, request: JoinRequest): Promise<JoinAnswer> {
    clearTimeout(this.#pending.get(member.id))
    this.#pending.delete(member.id)
    this.protocolType = request.protocolType
    this.#members.set(member.id, member)
    member.sessionTimeoutMs = request.sessionTimeoutMs
    member.rebalanceTimeoutMs = request.rebalanceTimeoutMs
    member.protocols = request.protocols.map(({ name, metadata }) => ({ name, metadata: keep(metadata) }))
    return new Promise((resolve) => {
      member.join?.({ ...unknown, error: ErrorCode.UNKNOWN_MEMBER_ID, memberId: member.id })
      member.join = resolve
      this.#rebalance()
    })
  }

  /** Begins a round, or goes on with the one that runs. */
  #rebalance(): void {
    if (this.state !== 'PreparingRebalance') {
      for (const member of this.members) {
        if (this.state === 'CompletingRebalance') member.assignment = nothing
        member.sync?.({ error: ErrorCode.REBALANCE_IN_PROGRESS, assignment: nothing })
        member.sync = null
      }
      this.state = 'PreparingRebalance'
      const timeoutMs = Math.max(0, ...this.members.map((member) => member.rebalanceTimeoutMs))
      this.#startRound(timeoutMs, () => this.#endJoin())
    }
    this.#completeJoin()
  }

  #startRound(timeoutMs: number, over: () => void): void {
    if (this.#round !== null) clearTimeout(this.#round)
    this.#round = later(timeoutMs, over)
  }

  #completeJoin(): void {
    if (this.state !== 'PreparingRebalance' || this.#pending.size > 0) return
    if (this.members.every((member) => member.join !== null)) this.#endJoin()
  }

  #endJoin(): void {
    for (const member of this.members)
      if (member.join === null && member.instanceId === null) this.#drop(member)
    if (this.#round !== null) clearTimeout(this.#round)
    this.generation++
    const { members } = this
    if (members.length === 0) {
      this.state = 'Empty'
      this.protocol = null
      this.leader = ''
      this.#persist()
      return
    }
    this.protocol = chooseProtocol(members)
    const joined = members.filter((member) => member.join !== null)
    if (!joined.some((member) => member.id === this.leader)) this.leader = (joined[0] ?? members[0])?.id ?? ''
    this.state = 'CompletingRebalance'
    this.#startRound(Math.max(...members.map((member) => member.rebalanceTimeoutMs)), () => this.#endSync())
    for (const member of members) {
      const answer = member.join
      member.join = null
      this.#heard(member)
      answer?.(this.#joined(member))
    }
  }

  #joined(member: Member): JoinAnswer {
    const { generation, protocol } = this
    const leads = member.id === this.leader
    const members = leads
      ? this.members.map((each) => ({
          id: each.id,
          instanceId: each.instanceId,
          metadata: metadataFor(each, protocol),
        }))
      : []
    return {
      error: ErrorCode.NONE,
      generation,
      protocol: protocol ?? '',
      leader: this.leader,
      memberId: member.id,
      members,
    }
  }

  /** Who hasn't asked for its assignment in time is out. */
  #endSync(): void {
    const late = this.members.filter((member) => member.sync === null)
    if (this.state !== 'CompletingRebalance') return
    for (const member of late) this.#drop(member)
    if (late.length > 0) this.#rebalance()
  }

  sync({ memberId, instanceId, generation, assignments }: SyncRequest): Promise<SyncAnswer> | SyncAnswer {
    const member = this.#identify(memberId, instanceId)
    const refuse = (error: ErrorCode): SyncAnswer => ({ error, assignment: nothing })
    if (typeof member === 'number') return refuse(member)
    if (generation !== this.generation) return refuse(ErrorCode.ILLEGAL_GENERATION)
    if (this.state === 'PreparingRebalance') return refuse(ErrorCode.REBALANCE_IN_PROGRESS)
    this.#heard(member)
    if (this.state === 'Stable') return { error: ErrorCode.NONE, assignment: member.assignment }
    return new Promise((resolve) => {
      member.sync?.(refuse(ErrorCode.UNKNOWN_MEMBER_ID))
      member.sync = resolve
      if (member.id === this.leader) this.#assign(assignments)
    })
  }

  #assign(assignments: ReadonlyMap<string, Buffer>): void {
    for (const member of this.members) member.assignment = keep(assignments.get(member.id) ?? nothing)
    this.state = 'Stable'
    if (this.#round !== null) clearTimeout(this.#round)
    this.#persist()
    for (const member of this.members) {
      this.#heard(member)
      member.sync?.({ error: ErrorCode.NONE, assignment: member.assignment })
      member.sync = null
    }
  }

  heartbeat(memberId: string, instanceId: string | null, generation: number): ErrorCode {
    const member = this.#identify(memberId, instanceId)
    if (typeof member === 'number') return member
    if (generation !== this.generation) return ErrorCode.ILLEGAL_GENERATION
    this.#heard(member)
    return this.state === 'PreparingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE
  }

  /** Whether an offset commit counts. Without a group membership (generation -1) it does while the group has no members. */
  mayCommit(memberId: string, instanceId: string | null, generation: number): ErrorCode {
    if (generation < 0 && memberId === '' && this.#members.size === 0) return ErrorCode.NONE
    const member = this.#identify(memberId, instanceId)
    if (typeof member === 'number') return member
    if (generation !== this.generation) return ErrorCode.ILLEGAL_GENERATION
    this.#heard(member)
    return this.state === 'CompletingRebalance' ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE
  }

  leave(memberId: string, instanceId: string | null): ErrorCode {
    if (this.#pending.has(memberId)) {
      this.#forgetPending(memberId)
      return ErrorCode.NONE
    }
    const member =
      memberId === '' && instanceId !== null
        ? (this.#static(instanceId) ?? ErrorCode.UNKNOWN_MEMBER_ID)
        : this.#identify(memberId, instanceId)
    if (typeof member === 'number') return member
    this.#expel(member)
    return ErrorCode.NONE
  }

  #heard(member: Member): void {
    if (member.session !== null) clearTimeout(member.session)
    member.session = later(member.sessionTimeoutMs, () => {
      if (member.join !== null || member.sync !== null) this.#heard(member)
      else this.#expel(member)
    })
  }

  #drop(member: Member): void {
    if (member.session !== null) clearTimeout(member.session)
    this.#members.delete(member.id)
    member.join?.({ ...unknown, error: ErrorCode.UNKNOWN_MEMBER_ID, memberId: member.id })
    member.sync?.({ error: ErrorCode.UNKNOWN_MEMBER_ID, assignment: nothing })
  }

  #expel(member: Member): void {
    this.#drop(member)
    this.#rebalance()
  }

  /** Ends every timer and answers who waits; the group is gone. */
  close(): void {
    this.state = 'Dead'
    if (this.#round !== null) clearTimeout(this.#round)
    for (const timer of this.#pending.values()) clearTimeout(timer)
    this.#pending.clear()
    for (const member of this.members) this.#drop(member)
  }
}

/** A timer that doesn't keep the process alive. */
const later = (ms: number, then: () => void): NodeJS.Timeout =>
  setTimeout(then, Math.min(ms, 0x7fff_ffff)).unref()
