import { join } from 'node:path'
import { startApicurio } from '@hanashi/apache-kafka/apicurio'
import type { Guard } from '../guard.js'
import { freePort } from '../ports.js'
import { dataFolder } from '../project.js'
import { usesApicurio } from './config.js'

/** The registry that all stacks of a run share; undefined where each has its own. */
export async function startTestRegistry(
  guard: Guard,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> } | undefined> {
  if (!usesApicurio()) return undefined
  const apicurio = await startApicurio({ cacheDir: join(dataFolder, 'apache-kafka'), port: await freePort() })
  guard.watch({
    pid: apicurio.pid,
    name: 'apicurio',
    stage: 0,
    signal: 'SIGKILL',
    graceMs: 5_000,
    group: false,
  })
  const stop = async () => {
    await apicurio.stop()
    guard.forget(apicurio.pid)
  }
  return { url: apicurio.url, stop }
}
