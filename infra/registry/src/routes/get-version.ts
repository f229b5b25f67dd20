import type { Router } from 'express'
import { requireVersion, textOf } from '../queries.js'
import { flag, subjectOf, versionOf } from '../request.js'
import type { Store } from '../store.js'

export function getVersion(router: Router, { state }: Store): void {
  router.get('/subjects/:subject/versions/:version', (request, response) => {
    const subject = subjectOf(request)
    const { id, version } = requireVersion(state, subject, versionOf(request), flag(request, 'deleted'))
    response.json({ subject, version, id, schema: textOf(state, id) })
  })

  router.get('/subjects/:subject/versions/:version/schema', (request, response) => {
    const found = requireVersion(state, subjectOf(request), versionOf(request), flag(request, 'deleted'))
    response.send(textOf(state, found.id))
  })

  // No schema refers to another one here.
  router.get('/subjects/:subject/versions/:version/referencedby', (request, response) => {
    requireVersion(state, subjectOf(request), versionOf(request), true)
    response.json([])
  })
}
