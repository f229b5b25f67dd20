/**
 * Settings of the connections that project. Every question of theirs is by a primary key, but a plan made while a table was empty would
 * read the whole of it when it has grown (autovacuum looks once a minute, a rebuild fills millions of rows in that time): other plans
 * are switched off.
 */
export function writerSettings(databaseUrl: string): { readonly databaseUrl: string } {
  const url = new URL(databaseUrl)
  const given = url.searchParams.get('options')
  const options = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'].map((name) => `-c ${name}=off`)
  url.searchParams.set('options', [...(given === null ? [] : [given]), ...options].join(' '))
  return { databaseUrl: url.href }
}
