import type { Migration } from './migration.js'

export const users: Migration = {
  id: 3,
  name: 'users',
  up: (schema) => `
    CREATE TABLE ${schema}.users (
      user_id uuid PRIMARY KEY,
      username text NOT NULL,
      username_key text COLLATE "C" NOT NULL,
      anonymous boolean NOT NULL,
      created_at timestamptz(3) NOT NULL,
      seq bigint NOT NULL,
      CONSTRAINT users_by_name UNIQUE (username_key)
    )`,
}
