import type { LocalConfig } from './config.js'
import type { LocalStack } from './local-stack.js'
import type { PortPlan } from './ports.js'
import { renderTable } from './table.js'

const purposes: Readonly<Record<string, string>> = {
  'command-api': 'write: users, messages · /docs',
  'query-api': 'read: pages, histories, groups · /docs',
  realtime: 'Socket.IO: live and replay · /docs',
  projector: 'log to tables · /health /ready /metrics',
  kafka: 'the log',
  registry: 'schemas',
  postgres: 'tables; password in .data/postgres-password',
}

/** What is said once everything runs: addresses, and one command to try. */
export function welcome(of: {
  stack: Pick<LocalStack, 'parts'>
  ports: PortPlan
  config: LocalConfig
  ms: number
}): string {
  const rows = of.stack.parts
    .map(({ part }) => [part.name, part.address, purposes[part.name] ?? ''])
    .toSorted(([a = ''], [b = '']) => order(a) - order(b))
  const base = `${of.config.scheme}://127.0.0.1:${of.ports['command-api']}`
  const insecure = of.config.scheme === 'https' ? '-k ' : ''
  return `
  Hanashi runs (${(of.ms / 1000).toFixed(1)} s). Ctrl-C stops it; the data stays in .data/.

${renderTable(rows)}

  Try it:
    curl -s ${insecure}-X POST ${base}/users/anonymous -H 'content-type: application/json' -d '{}'
`
}

function order(name: string): number {
  return Object.keys(purposes).indexOf(name)
}
