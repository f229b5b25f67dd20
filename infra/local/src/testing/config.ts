/** Which Kafka the tests run on: one of ours, or the address of one that runs already. */
export type TestKafka =
  | { readonly kind: 'apache' }
  | { readonly kind: 'dev' }
  | { readonly kind: 'external'; readonly brokers: string }

/** Reads HANASHI_TEST_KAFKA: `apache` (default), `dev`, or `host:port[,host:port…]`. */
export function readTestKafka(env: NodeJS.ProcessEnv = process.env): TestKafka {
  const value = env['HANASHI_TEST_KAFKA'] ?? 'apache'
  if (value === 'apache' || value === 'dev') return { kind: value }
  if (/^[^\s:,]+:\d+(,[^\s:,]+:\d+)*$/.test(value)) return { kind: 'external', brokers: value }
  throw new Error(`HANASHI_TEST_KAFKA is "${value}": use apache, dev or host:port`)
}
