import type { Migration } from './migration.js'

/**
 * Who has which username. `claimed`: an attempt to write the event may be under way or may have landed; `confirmed`: the event is in
 * the log. Not a read model: a rebuild leaves it alone.
 */
export const usernameClaims: Migration = {
  id: 1,
  name: 'username_claims',
  sql: `
    CREATE TABLE command_api.username_claims (
      username_key text NOT NULL,
      username text NOT NULL,
      user_id uuid NOT NULL,
      command_id uuid NOT NULL,
      anonymous boolean NOT NULL,
      state text NOT NULL CHECK (state IN ('claimed', 'confirmed')),
      -- Until then an append that was begun may still reach the log.
      may_land_until timestamptz(3) NOT NULL,
      position text,
      occurred_at_ms bigint,
      CONSTRAINT username_claims_pkey PRIMARY KEY (username_key),
      CONSTRAINT username_claims_command UNIQUE (command_id),
      CONSTRAINT username_claims_user UNIQUE (user_id),
      CONSTRAINT username_claims_confirmed CHECK ((state = 'confirmed') = (position IS NOT NULL AND occurred_at_ms IS NOT NULL))
    );
    CREATE INDEX username_claims_open ON command_api.username_claims (may_land_until) WHERE state = 'claimed'`,
}
