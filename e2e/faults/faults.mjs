import { register } from 'tsx/esm/api'
import { checkNode, prepare } from '../../infra/bin/prepare.mjs'

checkNode()
await prepare({
  filters: [
    './command-api',
    './projector',
    './query-api',
    './realtime',
    './infra/*',
    '!./infra/deploy-check',
  ],
})
register()
const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
