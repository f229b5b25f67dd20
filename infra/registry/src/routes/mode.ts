import type { Router } from 'express'
import { errors } from '../errors.js'
import { bodyOf, flag, subjectOf } from '../request.js'

const mode = 'READWRITE'

/** Everything can be read and written, always. Clients ask; a change to another mode is refused. */
export function modes(router: Router): void {
  router.get('/mode', (_request, response) => {
    response.json({ mode })
  })

  router.put('/mode', (request, response) => {
    if (bodyOf(request)['mode'] !== mode) throw errors.invalidMode()
    response.json({ mode })
  })

  router.get('/mode/:subject', (request, response) => {
    const subject = subjectOf(request)
    if (!flag(request, 'defaultToGlobal')) throw errors.modeNotSet(subject)
    response.json({ mode })
  })

  router.put('/mode/:subject', (request, response) => {
    subjectOf(request)
    if (bodyOf(request)['mode'] !== mode) throw errors.invalidMode()
    response.json({ mode })
  })
}
