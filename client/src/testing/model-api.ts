import type { Api, ApiAnswer } from '../io/api.js'
import type { Command, Confirmation } from '../core/command.js'
import { unreachable } from '../core/failure.js'
import type { Clock } from '../io/clock.js'
import type { ModelLog, Person } from './model-log.js'

/** What goes wrong with the next requests, one after another; nothing when it is empty. */
export type HttpFault = 'lost' | 'answer-lost' | 'twice' | 'unavailable'

export interface ModelApi extends Api {
  readonly faults: HttpFault[]
  /** How far the read model is; it follows when somebody waits for it. */
  projected: number
  online: boolean
}

const lost = { ok: false, failure: unreachable, retry: 'later' } as const
const latencyMs = 3

/** command-api and query-api over the model's log. */
export function modelApi(log: ModelLog, clock: Clock, person: Person, appended: () => void): ModelApi {
  const known = new Map<string, Confirmation>()
  const later = () => new Promise<void>((resolve) => void clock.after(latencyMs, resolve))
  const refusal = (status: number, code: string): ApiAnswer<never> => ({
    ok: false,
    failure: { code, title: code, detail: code, status },
    retry: 'never',
  })

  const append = (command: Command): ApiAnswer<Confirmation> => {
    const before = known.get(command.key)
    const stillThere = before?.position.startsWith(`${log.generation}:`)
    if (before && stillThere) return { ok: true, value: before }
    const { group, messageId, key } = command
    const target = log.messages(group).find((message) => message.messageId === messageId)
    if (command.kind !== 'send') {
      if (!target) return refusal(404, 'message-not-found')
      if (target.deletedAt !== undefined) return refusal(409, 'message-deleted')
    }
    const type = ({ send: 'MessageSent', edit: 'MessageEdited', delete: 'MessageDeleted' } as const)[
      command.kind
    ]
    const text =
      command.kind === 'send'
        ? { text: command.body.text }
        : command.kind === 'edit'
          ? { text: command.text }
          : {}
    const version = (target?.version ?? 0) + 1
    const event = log.append({
      type,
      group,
      messageId,
      eventId: `event of ${key}`,
      actor: person,
      version,
      ...text,
    })
    const confirmation = { position: event.position, at: event.occurredAt, version }
    known.set(key, confirmation)
    appended()
    return { ok: true, value: confirmation }
  }

  const api: ModelApi = {
    faults: [],
    projected: -1,
    online: true,
    async perform(command) {
      await later()
      const fault = api.online ? api.faults.shift() : 'lost'
      if (fault === 'lost') return lost
      if (fault === 'unavailable')
        return { ...lost, failure: { ...unreachable, status: 503, code: 'log-unavailable' }, afterMs: 50 }
      const answer = append(command)
      if (fault === 'twice') {
        log.copy(log.end)
        appended()
      }
      await later()
      return fault === 'answer-lost' || !api.online ? lost : answer
    },
    async page({ group, limit, before, minPosition }) {
      await later()
      if (!api.online || api.faults[0] === 'lost') return lost
      const [generation, , wanted] = minPosition?.split(':') ?? []
      if (generation !== undefined && generation !== log.generation) return refusal(410, 'position-gone')
      api.projected = Math.min(Math.max(api.projected, Number(wanted ?? -1)), log.end)
      const all = log.messages(group, api.projected)
      const offsetOf = (position: string) => Number(position.split(':')[2])
      const older =
        before === undefined ? all : all.filter((one) => offsetOf(one.position) < offsetOf(before))
      const messages = older.slice(-limit)
      const [first] = messages
      const value = {
        messages,
        position: log.position(api.projected),
        ...(first && older.length > messages.length && { before: first.position }),
      }
      await later()
      return api.online ? { ok: true, value } : lost
    },
  }
  return api
}
