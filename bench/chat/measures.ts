import { commands } from './commands.js'
import { fanOut } from './fan-out.js'
import { pages } from './pages.js'
import { projector } from './projector.js'
import { replay } from './replay.js'
import type { Figure } from './rounds.js'
import { singleSend } from './single-send.js'
import type { System } from './system.js'

/** In the order in which they run. */
export const measures: Readonly<Record<string, (system: System) => Promise<readonly Figure[]>>> = {
  commands,
  'single-send': singleSend,
  projector,
  pages,
  'fan-out': fanOut,
  replay,
}
