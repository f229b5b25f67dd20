// npm run faults, npm run faults:planted (`planted` as the first argument)
import { register } from 'tsx/esm/api'
import { checkNode, prepare } from '../../infra/bin/prepare.mjs'

checkNode()
const services = ['./command-api', './projector', './query-api', './realtime']
await prepare({ filters: [...services, './infra/*', '!./infra/deploy-check'] })
register()
const [first, ...rest] = process.argv.slice(2)
if (first === 'planted') {
  const { main } = await import('./planted/main.ts')
  process.exitCode = await main(rest)
} else {
  const { main } = await import('./main.ts')
  process.exitCode = await main(process.argv.slice(2))
}
