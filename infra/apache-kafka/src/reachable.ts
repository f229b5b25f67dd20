import { connect } from 'node:net'
import { SetupError } from './setup-error.js'

/**
 * Throws a SetupError unless one of the brokers (`host:port`, separated by commas) takes a connection within 3 s. Kafka's
 * own tools try for a minute before they say so.
 */
export async function requireReachable(brokers: string): Promise<void> {
  const results = await Promise.all(brokers.split(',').map(takesConnection))
  if (!results.includes(true)) {
    throw new SetupError(
      `no Kafka broker answers at ${brokers}: start one with \`npm start\`, or set KAFKA_BROKERS to yours`,
    )
  }
}

function takesConnection(broker: string): Promise<boolean> {
  const colon = broker.lastIndexOf(':')
  const port = Number(broker.slice(colon + 1))
  if (colon < 1 || !Number.isInteger(port) || port < 1 || port > 65_535) return Promise.resolve(false)
  return new Promise((resolve) => {
    const host = broker.slice(0, colon).replace(/^\[(.*)\]$/, '$1')
    const socket = connect({ host, port })
    const finish = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(3_000, () => finish(false))
    socket.once('error', () => finish(false))
    socket.once('connect', () => finish(true))
  })
}
