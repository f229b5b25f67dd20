import type { Router } from 'express'
import { requireSchemaText, usesOf } from '../queries.js'
import { flag, idOf } from '../request.js'
import type { Store } from '../store.js'

/** A schema is found by its id as long as a version has it, soft-deleted or not: readers of old records need it. */
export function schemasById(router: Router, { state }: Store): void {
  router.get('/schemas/types', (_request, response) => {
    response.json(['AVRO'])
  })

  router.get('/schemas/ids/:id', (request, response) => {
    response.json({ schema: requireSchemaText(state, idOf(request)) })
  })

  router.get('/schemas/ids/:id/schema', (request, response) => {
    response.send(requireSchemaText(state, idOf(request)))
  })

  router.get('/schemas/ids/:id/subjects', (request, response) => {
    const uses = usesOf(state, idOf(request), flag(request, 'deleted'))
    response.json([...new Set(uses.map(({ subject }) => subject))])
  })

  router.get('/schemas/ids/:id/versions', (request, response) => {
    response.json(usesOf(state, idOf(request), flag(request, 'deleted')))
  })
}
