import { runService } from '@hanashi/service/lifecycle'
import { readConfig } from './config.js'
import { startProjector } from './start.js'

await runService({ name: 'projector', readConfig, start: startProjector })
