import { isoTime } from './json.js'

export interface UserRow {
  readonly json: string
}

/** Parameter: $1 the name's key. Index: users_by_name. */
export function userSql(schema: string): string {
  return `
    SELECT '{"userId":"' || u.user_id || '","username":' || to_json(u.username) || ',"anonymous":' || u.anonymous
      || ',"createdAt":"' || ${isoTime('u.created_at')} || '"}' AS json
    FROM ${schema}.users u WHERE u.username_key = $1`
}
