import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Reply, RouteDefinition } from './route.js'

/** @returns a check that throws when a reply isn't one of those that the definition describes */
export function replyChecker({ method, path, responses }: RouteDefinition): (reply: Reply) => void {
  const ajv = new Ajv({ strict: false })
  addFormats.default(ajv)
  const checks = new Map<number, ValidateFunction | undefined>()
  for (const [status, { schema }] of Object.entries(responses)) {
    checks.set(Number(status), schema === undefined ? undefined : ajv.compile(schema))
  }
  return ({ status, body }) => {
    if (!checks.has(status)) throw new Error(`${method} ${path} does not describe the status ${status}`)
    const check = checks.get(status)
    if (check === undefined) {
      if (body !== undefined) throw new Error(`${method} ${path} ${status} describes no body`)
      return
    }
    const value: unknown =
      typeof body === 'string' ? JSON.parse(body) : JSON.parse(JSON.stringify(body ?? null))
    if (!check(value)) throw new Error(`${method} ${path} ${status}: ${ajv.errorsText(check.errors)}`)
  }
}
