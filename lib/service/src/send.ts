import type { ServerResponse } from 'node:http'
import { problemHeaders, type Problem } from './problem.js'

/** The whole answer in one write. A string is sent as it is and must be JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: string | object,
  headers?: Readonly<Record<string, string>>,
): void {
  send(response, status, 'application/json; charset=utf-8', body, headers)
}

export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  headers?: Readonly<Record<string, string>>,
): void {
  send(response, problem.status, 'application/problem+json; charset=utf-8', problem.document, {
    ...problemHeaders(problem),
    ...headers,
  })
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | object,
  headers: Readonly<Record<string, string>> | undefined,
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers })
  response.end(text)
}
