import { startDevBroker } from './broker.js'
import { readConfig } from './config.js'
import { lineLog } from './log.js'

const config = readConfig()
const log = lineLog(config.logLevel, (line) => process.stderr.write(line))
const broker = await startDevBroker({ ...config, log })
process.stdout.write(
  `dev broker answers on ${config.host}:${broker.port}, its data is in ${config.dataDir}\n`,
)

const stop = (): void => {
  broker.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error('the broker did not stop cleanly', error)
      process.exit(1)
    },
  )
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
