import type { Migration } from './migration.js'

export const serving: Migration = {
  id: 1,
  name: 'serving',
  up: (schema) => `
    CREATE TABLE ${schema}.serving (
      one boolean PRIMARY KEY DEFAULT true CHECK (one),
      version integer NOT NULL CHECK (version > 0)
    )`,
}
