import type { Progress } from '@hanashi/read-model/progress'
import type { AwaitPosition } from '../read/min-position.js'
import type { Ask } from '../read/reader.js'

/** What every route reads with. */
export interface ReadContext {
  readonly ask: Ask
  readonly progress: Progress
  readonly awaitPosition: AwaitPosition
}
