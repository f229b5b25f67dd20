import type { MessageSent } from '@hanashi/schemas/events'
import type { MessageSentAnswer } from '@hanashi/schemas/http'
import { expect, it } from 'vitest'
import { appendLimit, type Appended } from '../log/command-log.js'
import type { Result } from '../result.js'
import { appendInChunks, chunksOf, type Acceptance } from './append-in-chunks.js'
import { RecentMessages } from './recent-messages.js'

const event = (n: number, text: string) =>
  ({
    group: 'tea',
    actorUsername: 'ann',
    text,
    messageId: `m${n}`,
    commandId: `m${n}`,
    occurredAt: 0,
    sentAt: null,
  }) as MessageSent

const acceptances = (count: number, text = 'x') => {
  const outcomes: Result<MessageSentAnswer>[] = []
  const accepted: Acceptance[] = Array.from({ length: count }, (_, i) => ({
    event: event(i, text),
    settle: (outcome) => (outcomes[i] = outcome),
  }))
  return { accepted, outcomes }
}

it('chunks keep order and bounds, of records and of bytes', () => {
  expect(chunksOf(acceptances(450).accepted).map((chunk) => chunk.length)).toEqual([200, 200, 50])
  const long = chunksOf(acceptances(200, '話'.repeat(4_000)).accepted)
  expect(long.length).toBeGreaterThan(2)
  for (const chunk of long) expect(chunk.length * 13_000).toBeLessThan(appendLimit.bytes + 13_000)
  expect(long.flat().map(({ event: { messageId } }) => messageId)).toEqual(
    Array.from({ length: 200 }, (_, i) => `m${i}`),
  )
})

it('nothing is tried after what was not written', async () => {
  const { accepted, outcomes } = acceptances(450)
  let calls = 0
  const log = {
    append: () => Promise.reject(new Error('unused')),
    partitionOf: () => 0,
    appendTogether: (events: readonly unknown[]): Promise<readonly Appended[]> => {
      calls++
      return Promise.resolve(
        events.map((_, i) =>
          calls === 1
            ? { status: 'written', position: `g1abcd:0:${i}`, partition: 0, offset: i }
            : { status: 'unknown', reason: 'a fault' },
        ),
      )
    },
  }
  await appendInChunks({ log, recentMessages: new RecentMessages() }, accepted, '')
  expect(calls).toBe(2)
  const codes = outcomes.map((outcome) => (outcome.ok ? 'written' : outcome.refusal.code))
  expect(codes.slice(0, 200)).toEqual(Array(200).fill('written'))
  expect(codes.slice(200, 400)).toEqual(Array(200).fill('outcome-unknown'))
  expect(codes.slice(400)).toEqual(Array(50).fill('log-unavailable'))
})
