import type { KafkaChoice } from './args.js'
import { UserError } from './errors.js'
import { type PortName, type PortPlan, isPortFree } from './ports.js'

/** Throws a UserError that names every port that somebody else listens on. */
export async function checkPorts(ports: PortPlan, kafka: KafkaChoice): Promise<void> {
  const names = (Object.keys(ports) as PortName[]).filter((name) => isNeeded(name, kafka))
  const free = await Promise.all(names.map((name) => isPortFree(ports[name])))
  const taken = names.filter((_, index) => free[index] === false)
  if (taken.length === 0) return
  const list = taken.map((name) => `${ports[name]} (${name})`).join(', ')
  const [subject, it] = taken.length === 1 ? ['Port', 'is'] : ['Ports', 'are']
  throw new UserError(
    `${subject} ${list} ${it} in use: end what listens there, or use other ports with npm start -- --port-base 18000`,
  )
}

function isNeeded(name: PortName, kafka: KafkaChoice): boolean {
  if (name === 'kafka') return kafka.kind !== 'external'
  if (name === 'kafka-controller') return kafka.kind === 'apache'
  return true
}
