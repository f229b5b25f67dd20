import { raw, type BadCase } from './bad-case.js'

const head = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`

export const wire: readonly BadCase[] = [
  raw('a first line that is not HTTP', 400, 'malformed-request', ({ commandApi }) => [
    commandApi,
    'hello there\r\n\r\n',
  ]),
  raw('no Host', 400, 'malformed-request', ({ queryApi }) => [queryApi, head(['GET / HTTP/1.1'])]),
  raw('headers of more than 16 KiB', 431, 'headers-too-large', ({ commandApi }) => [
    commandApi,
    head(['GET / HTTP/1.1', 'Host: x', `X-Long: ${'x'.repeat(20_000)}`]),
  ]),
  raw('a length and chunks at once', 400, 'malformed-request', ({ commandApi }) => [
    commandApi,
    head([
      'POST /users HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
    ]) + '0\r\n\r\n',
  ]),
  raw('two different lengths', 400, 'malformed-request', ({ commandApi }) => [
    commandApi,
    head(['POST /users HTTP/1.1', 'Host: x', 'Content-Length: 5', 'Content-Length: 6']) + 'hello',
  ]),
  raw('a chunk whose size is no number', 400, 'malformed-request', ({ commandApi }) => [
    commandApi,
    head([
      'POST /users HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    ]) + 'zz\r\n{}\r\n0\r\n\r\n',
  ]),
  raw('chunks of more than 64 KiB together', 413, 'body-too-large', ({ commandApi }) => [
    commandApi,
    head([
      'POST /users HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    ]) +
      `8000\r\n${'x'.repeat(0x8000)}\r\n`.repeat(3) +
      '0\r\n\r\n',
  ]),
]
