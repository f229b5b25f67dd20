import { nickKey } from './nick.js'

/**
 * Somebody who speaks. The first of a nick is the same person in every file and group; `ordinal` 2 and up took a nick on
 * that `day` whose owner went by another name at the time.
 */
export interface Person {
  readonly nickKey: string
  readonly ordinal: number
  /** Only where `ordinal` is above 1. */
  readonly day: string | undefined
  /** As it was written when the person first spoke. */
  readonly nick: string
}

/**
 * Who goes by which nick, through one file.
 *
 * - A person is named for the nick under which they first speak and stays the same user through every change of nick.
 * - Whoever takes a nick by a change holds it from then on; who held it before is taken to have left. Whoever changed it before
 *   they ever spoke is known by the new one alone.
 * - A nick that nobody holds belongs to the first person named for it who does not go by another nick right now; if there is none,
 *   somebody new has taken a free nick, and gets a user of their own.
 */
export class People {
  readonly #day: string
  readonly #holders = new Map<string, Person>()
  readonly #nickOf = new Map<Person, string>()
  readonly #named = new Map<string, Person[]>()

  /** @param day of the file, `YYYY-MM-DD` */
  constructor(day: string) {
    this.#day = day
  }

  speaker(nick: string): Person {
    const key = nickKey(nick)
    const holder = this.#holders.get(key)
    if (holder) return holder
    const named = this.#named.get(key) ?? []
    const person = named.find((one) => !this.#nickOf.has(one)) ?? this.#newcomer(key, nick, named)
    this.#hold(person, key)
    return person
  }

  rename(from: string, to: string): void {
    const person = this.#holders.get(nickKey(from))
    this.#leave(nickKey(from))
    this.#leave(nickKey(to))
    if (person) this.#hold(person, nickKey(to))
  }

  #newcomer(key: string, nick: string, named: Person[]): Person {
    const ordinal = named.length + 1
    const person = { nickKey: key, ordinal, day: ordinal === 1 ? undefined : this.#day, nick }
    this.#named.set(key, [...named, person])
    return person
  }

  #leave(key: string): void {
    const person = this.#holders.get(key)
    if (!person) return
    this.#holders.delete(key)
    this.#nickOf.delete(person)
  }

  #hold(person: Person, key: string): void {
    this.#holders.set(key, person)
    this.#nickOf.set(person, key)
  }
}

/** The same for every appearance of one person, in any file. */
export function personKey({ nickKey: key, ordinal, day }: Person): string {
  return ordinal === 1 ? key : `${key}\n${ordinal}\n${day ?? ''}`
}
