import type { Member } from './member.js'
import { metadataFor } from './member.js'

interface SavedMember {
  readonly id: string
  readonly instanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  /** Base64. */
  readonly metadata: string
  readonly assignment: string
}

/** What of a group survives a restart; its members need not even notice one. */
export interface SavedGroup {
  readonly id: string
  readonly generation: number
  readonly protocolType: string
  readonly protocol: string | null
  readonly leader: string
  readonly members: readonly SavedMember[]
}

export function saveMember(member: Member, protocol: string | null): SavedMember {
  const { id, instanceId, clientId, clientHost, sessionTimeoutMs, rebalanceTimeoutMs } = member
  const metadata = metadataFor(member, protocol).toString('base64')
  return {
    id,
    instanceId,
    clientId,
    clientHost,
    sessionTimeoutMs,
    rebalanceTimeoutMs,
    metadata,
    assignment: member.assignment.toString('base64'),
  }
}

export function restoreMember(saved: SavedMember, protocol: string | null): Member {
  const { metadata, assignment, ...same } = saved
  const protocols = [{ name: protocol ?? '', metadata: Buffer.from(metadata, 'base64') }]
  return {
    ...same,
    protocols,
    assignment: Buffer.from(assignment, 'base64'),
    session: null,
    join: null,
    sync: null,
  }
}
