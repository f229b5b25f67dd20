import type { ErrorCode } from '../protocol/errors.js'

export interface Protocol {
  readonly name: string
  readonly metadata: Buffer
}

export interface JoinRequest {
  readonly groupId: string
  readonly memberId: string
  readonly instanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  readonly protocolType: string
  readonly protocols: readonly Protocol[]
  /** From version 4 a new member is told its id first and joins with it. */
  readonly needsKnownId: boolean
}

export interface JoinAnswer {
  readonly error: ErrorCode
  readonly generation: number
  readonly protocol: string
  readonly leader: string
  readonly memberId: string
  /** For the leader alone. */
  readonly members: readonly {
    readonly id: string
    readonly instanceId: string | null
    readonly metadata: Buffer
  }[]
}

export interface SyncAnswer {
  readonly error: ErrorCode
  readonly assignment: Buffer
}

/** One member of a group. While `join` or `sync` is there it waits for the others, and its session can't end. */
export interface Member {
  id: string
  readonly instanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  sessionTimeoutMs: number
  rebalanceTimeoutMs: number
  protocols: readonly Protocol[]
  assignment: Buffer
  session: NodeJS.Timeout | null
  join: ((answer: JoinAnswer) => void) | null
  sync: ((answer: SyncAnswer) => void) | null
}

export const nothing = Buffer.alloc(0)

/** A copy: what a group keeps must not hold a whole request in memory. */
export const keep = (bytes: Buffer): Buffer => Buffer.from(bytes)

export function newMember(id: string, request: JoinRequest): Member {
  const { instanceId, clientId, clientHost, sessionTimeoutMs, rebalanceTimeoutMs, protocols } = request
  const kept = protocols.map(({ name, metadata }) => ({ name, metadata: keep(metadata) }))
  const waits = { session: null, join: null, sync: null }
  return {
    id,
    instanceId,
    clientId,
    clientHost,
    sessionTimeoutMs,
    rebalanceTimeoutMs,
    protocols: kept,
    assignment: nothing,
    ...waits,
  }
}

export const metadataFor = (member: Member, protocol: string | null): Buffer =>
  member.protocols.find(({ name }) => name === protocol)?.metadata ?? nothing

export function sameProtocols(member: Member, protocols: readonly Protocol[]): boolean {
  return (
    member.protocols.length === protocols.length &&
    protocols.every(({ name, metadata }, index) => {
      const own = member.protocols[index]
      return own?.name === name && own.metadata.equals(metadata)
    })
  )
}

export const sizeOf = (member: Member): number =>
  256 + member.assignment.length + member.protocols.reduce((sum, { metadata }) => sum + metadata.length, 0)

/** The protocol that most members like best among those that all know; null where there is none. */
export function chooseProtocol(members: readonly Member[]): string | null {
  const common = (members[0]?.protocols ?? []).filter(({ name }) =>
    members.every((member) => knows(member, name)),
  )
  const votes = members.map(
    (member) => member.protocols.find(({ name }) => common.some((other) => other.name === name))?.name,
  )
  const count = (name: string): number => votes.filter((vote) => vote === name).length
  return common.reduce<string | null>(
    (best, { name }) => (best === null || count(name) > count(best) ? name : best),
    null,
  )
}

export const knows = (member: Member, protocol: string): boolean =>
  member.protocols.some(({ name }) => name === protocol)
