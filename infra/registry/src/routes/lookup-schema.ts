import type { Router } from 'express'
import { errors } from '../errors.js'
import { requireVersions, textOf } from '../queries.js'
import { flag, schemaOf, subjectOf } from '../request.js'
import type { Store } from '../store.js'

/** Which version of the subject this schema is. */
export function lookupSchema(router: Router, { state }: Store): void {
  router.post('/subjects/:subject', (request, response) => {
    const subject = subjectOf(request)
    const { canonical } = schemaOf(request)
    const versions = requireVersions(state, subject, flag(request, 'deleted'))
    const id = state.idByCanonical.get(canonical)
    const found = versions.findLast((version) => version.id === id)
    if (found === undefined) throw errors.schemaNotFound()
    response.json({ subject, id: found.id, version: found.version, schema: textOf(state, found.id) })
  })
}
