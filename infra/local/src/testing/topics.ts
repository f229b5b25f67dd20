import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import type {} from './context.js'
import { topicPrefix } from './topic-prefix.js'

export interface TestTopics {
  readonly groupsTopic: string
  readonly usersTopic: string
}

/**
 * Names of two topics that nobody else has; making them is the test's affair. They end with the Kafka of the run, and
 * are deleted from one that ran before.
 */
export function testTopics(): TestTopics {
  const tag = topicPrefix(inject('runTag')) + randomBytes(4).toString('hex')
  return { groupsTopic: `${tag}.chat.groups.g1`, usersTopic: `${tag}.chat.users.g1` }
}
