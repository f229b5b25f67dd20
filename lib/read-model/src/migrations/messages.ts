import type { Migration } from './migration.js'

/**
 * Ids, names and slugs compare by bytes (`C`), whatever the database's locale: cheaper, and the same everywhere.
 *
 * `messages_in_order` says `seq >= 0`, which is always so, and serves only statements that say it too: those that page. While a table is
 * small, or its statistics are old, Postgres finds any index that begins with the group as good for a message's key as the primary key,
 * and keeps that plan while the group grows by a million rows.
 */
export const messages: Migration = {
  id: 2,
  name: 'messages',
  up: (schema) => `
    CREATE TABLE ${schema}.messages (
      group_id text COLLATE "C" NOT NULL,
      message_id uuid NOT NULL,
      partition integer NOT NULL,
      seq bigint NOT NULL CHECK (seq >= 0),
      author_id uuid NOT NULL,
      author_username text NOT NULL,
      kind text NOT NULL,
      text text,
      tags text[] NOT NULL,
      reply_to uuid,
      sent_at timestamptz(3) NOT NULL,
      edited_at timestamptz(3),
      deleted_at timestamptz(3),
      version integer NOT NULL,
      CONSTRAINT messages_pkey PRIMARY KEY (group_id, message_id)
    );
    CREATE UNIQUE INDEX messages_in_order ON ${schema}.messages (group_id, seq) WHERE seq >= 0;

    CREATE TABLE ${schema}.message_tags (
      group_id text COLLATE "C" NOT NULL,
      tag text COLLATE "C" NOT NULL,
      seq bigint NOT NULL,
      CONSTRAINT message_tags_in_order PRIMARY KEY (group_id, tag, seq)
    );

    CREATE TABLE ${schema}.message_versions (
      group_id text COLLATE "C" NOT NULL,
      message_id uuid NOT NULL,
      version integer NOT NULL,
      text text,
      edited_at timestamptz(3) NOT NULL,
      editor_id uuid NOT NULL,
      editor_username text NOT NULL,
      CONSTRAINT message_versions_pkey PRIMARY KEY (group_id, message_id, version)
    );

    CREATE TABLE ${schema}.groups (
      group_id text COLLATE "C" PRIMARY KEY,
      last_activity timestamptz(3) NOT NULL,
      message_count bigint NOT NULL,
      last_seq bigint NOT NULL
    ) WITH (fillfactor = 70);
    CREATE INDEX groups_by_activity ON ${schema}.groups (last_activity DESC, group_id DESC)`,
}
