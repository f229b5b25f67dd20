import type { Migration } from './migration.js'

export const progress: Migration = {
  id: 1,
  name: 'progress',
  up: (schema) => `
    CREATE TABLE ${schema}.progress (
      kind text NOT NULL CHECK (kind IN ('groups', 'users')),
      partition integer NOT NULL CHECK (partition >= 0),
      topic text NOT NULL,
      generation text NOT NULL,
      next_offset bigint NOT NULL DEFAULT 0 CHECK (next_offset >= 0),
      PRIMARY KEY (kind, partition)
    ) WITH (fillfactor = 50);

    CREATE TABLE ${schema}.parked (
      kind text NOT NULL CHECK (kind IN ('groups', 'users')),
      partition integer NOT NULL,
      seq bigint NOT NULL,
      topic text NOT NULL,
      group_id text,
      reason text NOT NULL,
      parked_at timestamptz(3) NOT NULL DEFAULT now(),
      state text NOT NULL DEFAULT 'parked' CHECK (state IN ('parked', 'retry', 'drop')),
      PRIMARY KEY (kind, partition, seq)
    );
    CREATE INDEX parked_of_group ON ${schema}.parked (group_id, seq) WHERE group_id IS NOT NULL`,
}
