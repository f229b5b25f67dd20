import { describe, expect, it } from 'vitest'
import { groupId } from '../testing/events.js'
import type { ChunkOfPast } from './past-log.js'
import type { HoldReason, PastReader } from './past-reader.js'
import { nextStart, SharedScan } from './shared-scan.js'

describe('where a scan reads next', () => {
  it.each([
    [[], 5, undefined],
    [[7], 5, 7],
    [[3, 7, 5], 5, 5],
    [[3, 2], 5, 2],
    [[-1], -1, -1],
  ])('%j at %d: %s', (cursors, at, expected) => {
    expect(nextStart(cursors, at)).toBe(expected)
  })
})

/** Wants everything up to `end`. */
function reader(scan: () => SharedScan, cursor: number, end: number) {
  const state = { cursor, holds: [] as HoldReason[], gone: false }
  const self: PastReader = {
    group: groupId('room'),
    partition: 0,
    get cursor() {
      return state.cursor
    },
    ready: () => true,
    whenReady: () => undefined,
    take: (_events, upTo) => {
      state.cursor = upTo
      if (upTo >= end) scan().remove(self)
    },
    hold: (reason) => {
      state.holds.push(reason)
    },
    gone: () => {
      state.gone = true
      scan().remove(self)
    },
  }
  return { self, state }
}

function scanOf(answers: (after: number) => ChunkOfPast) {
  const reads: number[] = []
  const scan = new SharedScan({
    gatherMs: 0,
    retryMs: 1,
    position: () => 100,
    read: (after) => {
      reads.push(after)
      return Promise.resolve(answers(after))
    },
  })
  return { scan, reads }
}

const chunk = (upTo: number, heldAt?: number): ChunkOfPast => ({
  status: 'read',
  upTo,
  ofGroup: () =>
    heldAt === undefined
      ? { events: [], upTo, held: undefined }
      : { events: [], upTo: heldAt, held: 'projection-behind' },
})

describe('a shared scan', () => {
  it('reads each part once for all who want it, and begins again for those who came too late', async () => {
    const { scan, reads } = scanOf((after) => {
      if (after === 10) void scan.add(late.self)
      return chunk(after + 10)
    })
    const late = reader(() => scan, 0, 20)
    const early = [reader(() => scan, 0, 30), reader(() => scan, 5, 30)]
    const [running] = early.map(({ self }) => scan.add(self))
    await running
    expect(reads).toEqual([0, 10, 20, 0, 10])
    expect([late, ...early].map(({ state }) => state.cursor)).toEqual([20, 30, 30])
  })

  it('tries again for those who were held, without giving them anything before', async () => {
    let attempts = 0
    const { scan } = scanOf(() =>
      attempts++ < 3
        ? attempts === 1
          ? { status: 'held', reason: 'read-model-unavailable' }
          : chunk(10, 0)
        : chunk(10),
    )
    const one = reader(() => scan, 0, 10)
    await scan.add(one.self)
    expect(one.state).toEqual({
      cursor: 10,
      holds: ['read-model-unavailable', 'projection-behind', 'projection-behind'],
      gone: false,
    })
  })

  it('says that what comes next is gone', async () => {
    const { scan } = scanOf(() => ({ status: 'gone' }))
    const one = reader(() => scan, 0, 10)
    await scan.add(one.self)
    expect(one.state.gone).toBe(true)
  })
})
