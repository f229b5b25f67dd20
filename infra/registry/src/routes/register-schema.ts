import type { Router } from 'express'
import { register } from '../commands.js'
import { errors } from '../errors.js'
import { bodyOf, schemaOf, subjectOf } from '../request.js'
import type { Store } from '../store.js'

export function registerSchema(router: Router, store: Store): void {
  router.post('/subjects/:subject/versions', async (request, response) => {
    const subject = subjectOf(request)
    const { id, version } = bodyOf(request)
    if (isGiven(id) || isGiven(version)) throw errors.idNotChoosable(subject)
    const schema = schemaOf(request)
    response.json(await store.change((state) => register(state, subject, schema)))
  })
}

/** Java clients send 0 or -1 for what they leave to the registry. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === 'number' && value <= 0)
}
