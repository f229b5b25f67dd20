import type { Router } from 'express'
import { deleteVersion as decide } from '../commands.js'
import { flag, subjectOf, versionOf } from '../request.js'
import type { Store } from '../store.js'

export function deleteVersion(router: Router, store: Store): void {
  router.delete('/subjects/:subject/versions/:version', async (request, response) => {
    const subject = subjectOf(request)
    const version = versionOf(request)
    const permanent = flag(request, 'permanent')
    response.json(await store.change((state) => decide(state, subject, version, permanent)))
  })
}
