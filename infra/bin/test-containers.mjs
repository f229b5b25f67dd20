import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { checkNode, prepare, projectRoot } from './prepare.mjs'

/** `npm run test:containers`: the end-to-end suite on Kafka, registry and Postgres in containers that it starts. */
checkNode()
await prepare({ filters: ['./infra/local'] })
const script = join(projectRoot, 'infra', 'local', 'dist', 'testing', 'has-engine.js')
const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
if (status === 0) {
  process.env['HANASHI_TEST_KAFKA'] = 'containers'
  process.argv.push('--project', 'e2e')
  await import('./test.mjs')
} else if (status === 3) {
  process.stdout.write('Skipped: there is no container engine (Docker or Podman) that answers here.\n')
} else {
  process.exitCode = status ?? 1
}
