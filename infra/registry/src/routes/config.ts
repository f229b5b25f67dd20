import type { Router } from 'express'
import { levelOf, setLevel } from '../commands.js'
import { errors } from '../errors.js'
import { parseLevel } from '../levels.js'
import { bodyOf, flag, subjectOf } from '../request.js'
import type { Store } from '../store.js'

/** The compatibility level of all subjects, and that of one subject, which goes before. */
export function config(router: Router, store: Store): void {
  const { state } = store

  router.get('/config', (_request, response) => {
    response.json({ compatibilityLevel: state.globalLevel })
  })

  router.put('/config', async (request, response) => {
    const compatibility = parseLevel(bodyOf(request)['compatibility'])
    await store.change(() => setLevel(null, compatibility))
    response.json({ compatibility })
  })

  router.delete('/config', async (_request, response) => {
    await store.change(() => setLevel(null, null))
    response.json({ compatibilityLevel: state.globalLevel })
  })

  router.get('/config/:subject', (request, response) => {
    const subject = subjectOf(request)
    const own = state.levels.get(subject)
    if (own === undefined && !flag(request, 'defaultToGlobal')) throw errors.levelNotSet(subject)
    response.json({ compatibilityLevel: levelOf(state, subject) })
  })

  router.put('/config/:subject', async (request, response) => {
    const subject = subjectOf(request)
    const compatibility = parseLevel(bodyOf(request)['compatibility'])
    await store.change(() => setLevel(subject, compatibility))
    response.json({ compatibility })
  })

  router.delete('/config/:subject', async (request, response) => {
    const subject = subjectOf(request)
    const compatibilityLevel = await store.change((current) => {
      const level = current.levels.get(subject)
      if (level === undefined) throw errors.subjectNotFound(subject)
      return { ...setLevel(subject, null), result: level }
    })
    response.json({ compatibilityLevel })
  })
}
