import { randomInt, randomUUID } from 'node:crypto'
import { ask, type Reply } from './http.js'
import type { FileRequest, HttpFile } from './http-file.js'

/** Sends the requests of a file in their order, as its reader would. */
export class HttpRun {
  readonly #values = new Map<string, string>()
  readonly #answers = new Map<string, unknown>()

  /** @param addresses values that take the place of the file's own */
  constructor(file: HttpFile, addresses: Readonly<Record<string, string>>) {
    for (const [name, value] of file.variables) this.#values.set(name, addresses[name] ?? this.#fill(value))
  }

  async send(request: FileRequest): Promise<Reply> {
    const reply = await ask(request.method, this.#fill(request.url), {
      headers: Object.fromEntries(request.headers.map(([name, value]) => [name, this.#fill(value)])),
      ...(request.body === undefined ? {} : { body: this.#fill(request.body) }),
    })
    if (request.name !== undefined) this.#answers.set(request.name, reply.json)
    return reply
  }

  #fill(text: string): string {
    return text.replaceAll(/\{\{(.+?)\}\}/g, (_, expression: string) => this.#value(expression.trim()))
  }

  #value(expression: string): string {
    if (expression === '$guid') return randomUUID()
    const range = /^\$randomInt (\d+) (\d+)$/.exec(expression)
    if (range) return String(randomInt(Number(range[1]), Number(range[2])))
    const answer = /^(\w+)\.response\.body\.\$\.(\w+)$/.exec(expression)
    const value = answer
      ? (this.#answers.get(answer[1] ?? '') as Readonly<Record<string, unknown>> | undefined)?.[
          answer[2] ?? ''
        ]
      : this.#values.get(expression)
    if (typeof value !== 'string') throw new Error(`{{${expression}}} has no value`)
    return value
  }
}
