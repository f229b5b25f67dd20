import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { Logger } from './logger.js'
import { Problem, problem, problemFrom } from './problem.js'
import { requestState } from './request-state.js'
import { sendProblem } from './send.js'

export const notFound: RequestHandler = () => {
  throw problem('not-found', 'There is no such route; / lists what there is')
}

/** The last word on everything thrown. What nobody expected is logged with its stack and answered without it. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const { requestId } = requestState(response)
    const answer = problemFrom(error)
    const shown =
      answer.code === 'internal' ? new Problem('internal', '', { ...answer.extras, requestId }) : answer
    if (answer.code === 'internal') logger.error({ requestId, err: answer.cause ?? answer }, 'request failed')
    else if (answer.status >= 500)
      logger.warn({ requestId, code: answer.code, err: answer.cause }, answer.message)
    if (response.headersSent) {
      request.socket.destroy()
      return
    }
    const { allow } = answer.extras
    sendProblem(response, shown, typeof allow === 'string' ? { allow } : undefined)
  }
}
