import type { Request, Response, Router } from 'express'
import { earlierSchemas, levelOf } from '../commands.js'
import { type EarlierSchema, incompatibilities } from '../compatibility.js'
import { errors } from '../errors.js'
import { flag, schemaOf, subjectOf, versionOf } from '../request.js'
import type { Store } from '../store.js'

/**
 * Would this schema be taken? By the subject's level, against one version or against those that the level names. Where there is
 * nothing to compare with, it would.
 */
export function checkCompatibility(router: Router, { state }: Store): void {
  router.post('/compatibility/subjects/:subject/versions/:version', (request, response) => {
    const version = versionOf(request)
    const earlier = earlierSchemas(state, subjectOf(request))
    const compared =
      version === 'latest' ? earlier.slice(-1) : earlier.filter((each) => each.version === version)
    if (version !== 'latest' && compared.length === 0) throw errors.versionNotFound(version)
    answer(request, response, compared)
  })

  router.post('/compatibility/subjects/:subject/versions', (request, response) => {
    answer(request, response, earlierSchemas(state, subjectOf(request)))
  })

  function answer(request: Request, response: Response, earlier: readonly EarlierSchema[]): void {
    const { type } = schemaOf(request)
    const messages = incompatibilities(type, earlier, levelOf(state, subjectOf(request)))
    response.json({
      is_compatible: messages.length === 0,
      ...(flag(request, 'verbose') ? { messages } : {}),
    })
  }
}
