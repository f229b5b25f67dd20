import type { Message, MessagePage } from '@hanashi/schemas/http'
import type { Confirmation } from '../core/command.js'

/** What the client relies on is checked, further fields pass; undefined for anything else. */
export function parsePage(input: unknown): MessagePage | undefined {
  if (!isObject(input) || typeof input['position'] !== 'string') return undefined
  const { messages } = input
  if (!Array.isArray(messages) || !messages.every(isMessage)) return undefined
  const { position, before, after } = input
  return {
    messages,
    position,
    ...(typeof before === 'string' && { before }),
    ...(typeof after === 'string' && { after }),
  }
}

export function parseConfirmation(input: unknown): Confirmation | undefined {
  if (!isObject(input) || typeof input['position'] !== 'string') return undefined
  const { position, version, sentAt, editedAt, deletedAt } = input
  const at = sentAt ?? editedAt ?? deletedAt
  if (typeof at !== 'string') return undefined
  return { position, at, version: typeof version === 'number' ? version : undefined }
}

function isMessage(input: unknown): input is Message {
  return (
    isObject(input) &&
    ['messageId', 'group', 'kind', 'sentAt', 'position'].every((name) => typeof input[name] === 'string') &&
    typeof input['version'] === 'number' &&
    Array.isArray(input['tags']) &&
    isObject(input['author']) &&
    typeof input['author']['userId'] === 'string' &&
    typeof input['author']['username'] === 'string'
  )
}

function isObject(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null
}
