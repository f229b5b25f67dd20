import type { Router } from 'express'
import type { Store } from '../store.js'

export function status(router: Router, store: Store, version: string): void {
  router.get('/', (_request, response) => {
    response.json({
      name: 'registry',
      version,
      links: { subjects: '/subjects', config: '/config', health: '/health', ready: '/ready' },
    })
  })

  router.get('/health', (_request, response) => {
    response.json({ status: 'alive' })
  })

  router.get('/ready', (_request, response) => {
    if (store.writable) response.json({ status: 'ready' })
    else response.status(503).json({ status: 'not ready', reason: 'the journal could not be written' })
  })
}
