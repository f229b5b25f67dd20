import type { StoredCommand } from './command.js'

/** What an earlier session stored, perhaps of another version of this client; undefined for what this one can't send or show. */
export function parseStored(input: unknown): StoredCommand | undefined {
  if (!isObject(input) || !isObject(input['command'])) return undefined
  const { command, failure } = input
  const named = ['key', 'group', 'messageId'].every((name) => typeof command[name] === 'string')
  if (!named || typeof command['madeAtMs'] !== 'number' || !hasContent(command)) return undefined
  if (failure !== undefined && (!isObject(failure) || typeof failure['code'] !== 'string')) return undefined
  // Every field that is read without a check has just been checked.
  return input as unknown as StoredCommand
}

function hasContent({ kind, body, text }: Readonly<Record<string, unknown>>): boolean {
  if (kind === 'send') return isObject(body) && typeof body['text'] === 'string'
  return kind === 'delete' || (kind === 'edit' && typeof text === 'string')
}

function isObject(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null
}
