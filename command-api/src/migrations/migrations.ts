import type { Migration } from './migration.js'
import { usernameClaims } from './username-claims.js'

/** In the order of their ids. */
export const migrations: readonly Migration[] = [usernameClaims]
