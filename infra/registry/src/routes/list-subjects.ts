import type { Router } from 'express'
import { versionsOf } from '../queries.js'
import { flag } from '../request.js'
import type { Store } from '../store.js'

export function listSubjects(router: Router, { state }: Store): void {
  router.get('/subjects', (request, response) => {
    const deleted = flag(request, 'deleted')
    const prefix = typeof request.query['subjectPrefix'] === 'string' ? request.query['subjectPrefix'] : ''
    const names = [...state.subjects.keys()].filter(
      (subject) => subject.startsWith(prefix) && versionsOf(state, subject, deleted).length > 0,
    )
    response.json(names.toSorted())
  })
}
