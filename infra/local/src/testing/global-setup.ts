import type { TestProject } from 'vitest/node'
import { type SharedParts, startSharedParts } from './shared-parts.js'

/**
 * Vitest loads this file once for each project; the parts are started by the first project that has tests to run and
 * stopped with the last. So they hang on the process, not on this module.
 */
const shared = globalThis as typeof globalThis & {
  hanashiTestParts?: { users: number; started: Promise<SharedParts> }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parts = (shared.hanashiTestParts ??= { users: 0, started: startSharedParts() })
  parts.users += 1
  const { context, stop } = await parts.started
  project.provide('kafkaBrokers', context.kafkaBrokers)
  project.provide('postgresAdminUrl', context.postgresAdminUrl)
  project.provide('registryUrl', context.registryUrl)
  project.provide('runTag', context.runTag)
  return async () => {
    parts.users -= 1
    if (parts.users > 0) return
    delete shared.hanashiTestParts
    await stop()
  }
}
