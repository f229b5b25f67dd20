import type { Request, Response, Router } from 'express'
import { earlierSchemas, levelOf } from '../commands.js'
import { type EarlierSchema, incompatibilities } from '../compatibility.js'
import { requireVersion, requireVersions, textOf } from '../queries.js'
import { flag, schemaOf, subjectOf, versionOf } from '../request.js'
import { parseSchema } from '../schema.js'
import type { Store } from '../store.js'

/** Would this schema be taken? By the subject's level, against one version or against those that the level names. */
export function checkCompatibility(router: Router, { state }: Store): void {
  router.post('/compatibility/subjects/:subject/versions/:version', (request, response) => {
    const found = requireVersion(state, subjectOf(request), versionOf(request), false)
    const earlier = { version: found.version, type: parseSchema(textOf(state, found.id)).type }
    answer(request, response, [earlier])
  })

  router.post('/compatibility/subjects/:subject/versions', (request, response) => {
    const subject = subjectOf(request)
    requireVersions(state, subject, false)
    answer(request, response, earlierSchemas(state, subject))
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
