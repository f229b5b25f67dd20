import type { Router } from 'express'
import { requireVersions } from '../queries.js'
import { flag, subjectOf } from '../request.js'
import type { Store } from '../store.js'

export function listVersions(router: Router, { state }: Store): void {
  router.get('/subjects/:subject/versions', (request, response) => {
    const versions = requireVersions(state, subjectOf(request), flag(request, 'deleted'))
    response.json(versions.map(({ version }) => version))
  })
}
