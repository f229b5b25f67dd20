import type { ServerToClient } from '@hanashi/schemas/socket'

type SystemMessage = Parameters<ServerToClient['system']>[0]

export const tokenExpired: SystemMessage = {
  code: 'token-expired',
  detail: 'Your token has ended. Connect with a new one and subscribe from where you are.',
  reconnect: false,
}

/** @param delayMs at random, so that not all come back at once */
export function stoppingMessage(delayMs: number): SystemMessage {
  return {
    code: 'stopping',
    detail: 'This instance is stopping. Come back and subscribe from where you are.',
    reconnect: true,
    delayMs,
  }
}

export function slowConsumer(delayMs: number): SystemMessage {
  return {
    code: 'slow-consumer',
    detail: 'More is waiting for you than is kept. Come back and subscribe from where you are.',
    reconnect: true,
    delayMs,
  }
}
