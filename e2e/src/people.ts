import { randomBytes } from 'node:crypto'
import { expectStatus } from './http.js'

export interface Person {
  readonly userId: string
  readonly username: string
  readonly token: string
  readonly position: string
}

/** A user of its own name, made over HTTP. */
export async function makePerson(commandApi: string, name: string): Promise<Person> {
  const username = `${name}_${randomBytes(4).toString('hex')}`
  return expectStatus(201, 'POST', `${commandApi}/users`, { body: { username } })
}

export interface Sent {
  readonly messageId: string
  readonly group: string
  readonly position: string
  readonly sentAt: string
  readonly version: number
}
