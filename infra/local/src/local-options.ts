import type { KafkaChoice } from './args.js'
import type { LocalConfig } from './config.js'
import type { Guard } from './guard.js'
import type { PortPlan } from './ports.js'
import type { Steps } from './steps.js'

export interface LocalOptions {
  readonly kafka: KafkaChoice
  readonly ports: PortPlan
  readonly config: LocalConfig
  readonly guard: Guard
  readonly steps: Steps
}
