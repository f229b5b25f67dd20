/**
 * Answers are written as JSON by Postgres and passed on as text. What is joined as it is needs no escape (ids, slugs, numbers, times,
 * positions); everything else goes through to_json.
 */
export function isoTime(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** `,"name":"value"`, or nothing where the value is null. */
export function optionalText(name: string, expression: string): string {
  return `coalesce(',"${name}":"' || ${expression} || '"', '')`
}

/** The author by the current name; by the name of that time where the user isn't known. */
export function authorJson(schema: string, id: string, nameThen: string): string {
  // Index: users_pkey, a look-up for each row: the rows are few, the users many.
  const name = `coalesce((SELECT u.username FROM ${schema}.users u WHERE u.user_id = ${id}), ${nameThen})`
  return `'{"userId":"' || ${id} || '","username":' || to_json(${name}) || '}'`
}

/** Columns of `messages` that {@link messageJson} needs. */
export const messageColumns = (alias: string): string =>
  [
    'group_id',
    'message_id',
    'partition',
    'seq',
    'author_id',
    'author_username',
    'kind',
    'text',
    'tags',
    'reply_to',
    'sent_at',
    'edited_at',
    'deleted_at',
    'version',
  ]
    .map((column) => `${alias}.${column}`)
    .join(', ')

/** The fields of a message (`Message` of the contract) without the braces around them. */
export function messageJson(schema: string, m: string, generation: string): string {
  return [
    `'"messageId":"' || ${m}.message_id || '","group":"' || ${m}.group_id || '"'`,
    `',"author":' || ${authorJson(schema, `${m}.author_id`, `${m}.author_username`)}`,
    `',"kind":' || to_json(${m}.kind)`,
    `coalesce(',"text":' || to_json(${m}.text), '')`,
    `',"tags":' || to_json(${m}.tags)`,
    `',"sentAt":"' || ${isoTime(`${m}.sent_at`)} || '"'`,
    optionalText('editedAt', isoTime(`${m}.edited_at`)),
    optionalText('deletedAt', isoTime(`${m}.deleted_at`)),
    optionalText('replyTo', `${m}.reply_to`),
    `',"position":"' || ${generation} || ':' || ${m}.partition || ':' || ${m}.seq || '","version":' || ${m}.version`,
  ].join('\n || ')
}
