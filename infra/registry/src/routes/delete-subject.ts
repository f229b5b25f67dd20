import type { Router } from 'express'
import { deleteSubject as decide } from '../commands.js'
import { flag, subjectOf } from '../request.js'
import type { Store } from '../store.js'

export function deleteSubject(router: Router, store: Store): void {
  router.delete('/subjects/:subject', async (request, response) => {
    const subject = subjectOf(request)
    const permanent = flag(request, 'permanent')
    response.json(await store.change((state) => decide(state, subject, permanent)))
  })
}
