import { runService } from '@hanashi/service/lifecycle'
import { readConfig } from './config.js'
import { startCommandApi } from './start.js'

await runService({ name: 'command-api', readConfig, start: startCommandApi, stopTimeoutMs: 30_000 })
