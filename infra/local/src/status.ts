import { askStatus } from './control.js'
import { files } from './files.js'
import { runMain } from './run-main.js'
import { formatDuration, renderTable } from './table.js'

/** `npm run status`: code 0 when everything is ready. */
await runMain(async () => {
  const parts = await askStatus(files.control)
  const rows = parts.map(({ name, pid, address, status, ready, uptimeMs }) => [
    name,
    pid === null ? '-' : String(pid),
    address,
    status === 'running' ? (ready ? 'ready' : 'not ready') : status,
    uptimeMs === null ? '-' : formatDuration(uptimeMs),
  ])
  process.stdout.write(`${renderTable([['NAME', 'PID', 'ADDRESS', 'STATE', 'UPTIME'], ...rows])}\n`)
  if (!parts.every(({ ready }) => ready)) process.exitCode = 1
})
