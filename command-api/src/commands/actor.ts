import type { UserId } from '@hanashi/schemas/ids'

/** Whoever gives a command, by the token; for imported messages the author. */
export interface Actor {
  readonly userId: UserId
  readonly username: string
}
