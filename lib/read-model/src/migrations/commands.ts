import type { Migration } from './migration.js'

/** `kind` is part of the key: `users` is also the id of a group. */
export const commands: Migration = {
  id: 4,
  name: 'commands',
  up: (schema) => `
    CREATE TABLE ${schema}.commands (
      kind text NOT NULL CHECK (kind IN ('groups', 'users')),
      scope text COLLATE "C" NOT NULL,
      command_id uuid NOT NULL,
      partition integer NOT NULL,
      seq bigint NOT NULL,
      actor_id uuid NOT NULL,
      digest bytea NOT NULL,
      type text NOT NULL,
      occurred_at timestamptz(3) NOT NULL,
      message_id uuid,
      user_id uuid,
      version integer,
      stood boolean NOT NULL,
      CONSTRAINT commands_pkey PRIMARY KEY (scope, command_id, kind)
    )`,
}
