import { runService } from '@hanashi/service/lifecycle'
import { readConfig } from './config.js'
import { startQueryApi } from './start.js'

await runService({ name: 'query-api', readConfig, start: startQueryApi })
