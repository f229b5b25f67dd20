import { randomUUID } from 'node:crypto'
import type { Ask } from '../src/http.js'
import { http, type BadCase, type World } from './bad-case.js'

function send(cause: string, status: number, code: string, ask: Ask | ((world: World) => Ask)): BadCase {
  return http(cause, status, code, (world) => [
    'POST',
    `${world.commandApi}/messages/${world.group}`,
    { token: world.ann.token, ...(typeof ask === 'function' ? ask(world) : ask) },
  ])
}
const json = (cause: string, code: string, body: object) => send(cause, 422, code, { body })

export const bodies: readonly BadCase[] = [
  send('no body', 400, 'malformed-json', { body: '' }),
  send('a body that is cut off', 400, 'malformed-json', { body: '{"text":"hel' }),
  send('something after the JSON', 400, 'malformed-json', { body: '{"text":"hello"} {}' }),
  send('a body that is no UTF-8', 400, 'invalid-utf8', {
    body: Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
  }),
  send('a body of more than 64 KiB', 413, 'body-too-large', {
    body: { text: 'hello', tags: ['x'.repeat(70_000)] },
  }),
  send('a media type that is not JSON', 415, 'unsupported-media-type', {
    headers: { 'content-type': 'text/plain' },
    body: '{"text":"hello"}',
  }),
  send('another charset', 415, 'unsupported-media-type', {
    headers: { 'content-type': 'application/json; charset=iso-8859-1' },
    body: '{"text":"hello"}',
  }),
  send('a content encoding', 415, 'unsupported-media-type', {
    headers: { 'content-encoding': 'gzip' },
    body: '{"text":"hello"}',
  }),
  send('a list for a body', 422, 'invalid-body', { body: '[{"text":"hello"}]' }),
  send('null for a body', 422, 'invalid-body', { body: 'null' }),
  send('nesting without end', 422, 'invalid-body', {
    body: `{"text":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  }),
  send('a field named __proto__', 422, 'invalid-body', {
    body: '{"text":"hello","__proto__":{"kind":"action"}}',
  }),
  json('a field that nobody knows', 'invalid-body', { text: 'hello', colour: 'red' }),
  json('no text', 'invalid-body', { kind: 'text' }),
  json('a text that is a number', 'invalid-body', { text: 7 }),
  json('an empty text', 'invalid-text', { text: '' }),
  json('a text of 4,001 characters', 'invalid-text', { text: '話'.repeat(4_001) }),
  json('a text with NUL', 'invalid-text', { text: 'a\0b' }),
  send('a text with half a surrogate pair', 422, 'invalid-text', { body: '{"text":"a\\ud83d b"}' }),
  json('a text of blanks', 'invalid-text', { text: ' \t\n\u3000' }),
  json('a text of characters that nobody sees', 'invalid-text', { text: '\u200b\u2060\u200d' }),
  json('a kind that does not exist', 'invalid-body', { text: 'hello', kind: 'shout' }),
  json('nine tags', 'invalid-body', { text: 'hello', tags: Array.from({ length: 9 }, (_, i) => `t${i}`) }),
  json('one tag twice', 'invalid-body', { text: 'hello', tags: ['tea', 'tea'] }),
  json('a tag that is no slug', 'invalid-body', { text: 'hello', tags: ['Green Tea'] }),
  json('tags that are no list', 'invalid-body', { text: 'hello', tags: 'tea' }),
  json('a replyTo that is no id', 'invalid-body', { text: 'hello', replyTo: 'the last one' }),
  json('a reply to nothing', 'reply-not-found', { text: 'hello', replyTo: randomUUID() }),
  send('a reply to a message of another group', 422, 'reply-not-found', ({ inOtherGroup }) => ({
    body: { text: 'hello', replyTo: inOtherGroup },
  })),
  send('a sentAt that is no time', 422, 'invalid-body', ({ importToken }) => ({
    token: importToken,
    body: { text: 'hello', sentAt: 'yesterday' },
  })),
  send('a key that is no UUID', 400, 'invalid-idempotency-key', {
    headers: { 'idempotency-key': '42' },
    body: { text: 'hello' },
  }),
  send('two keys in one header', 400, 'invalid-idempotency-key', {
    headers: { 'idempotency-key': `${randomUUID()}, ${randomUUID()}` },
    body: { text: 'hello' },
  }),
  send('a used key with another text', 422, 'key-reused', ({ usedKey }) => ({
    headers: { 'idempotency-key': usedKey },
    body: { text: 'something else' },
  })),
  send('a used key by somebody else', 422, 'key-reused', ({ usedKey, bob }) => ({
    token: bob.token,
    headers: { 'idempotency-key': usedKey },
    body: { text: 'hello' },
  })),
]
