import { formatUuid } from '@hanashi/schemas/ids'

/**
 * A key (UUIDv8) that is always the same for the same parts: a bot that answers a message with the key derived from it answers once,
 * however often it sees the message. Needs Web Crypto: Node, or a page over HTTPS.
 */
export async function derivedKey(...parts: readonly string[]): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(parts))
  return formatUuid(new Uint8Array(await crypto.subtle.digest('SHA-256', text)), 8)
}
