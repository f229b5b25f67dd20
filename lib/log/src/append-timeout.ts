/** Named so that it passes for one of kafkajs' errors: a time-out is one more way for Kafka not to answer. */
export class AppendTimeout extends Error {
  override readonly name = 'KafkaJSAppendTimeout'
}

/**
 * The result of `work`, or {@link AppendTimeout} after `timeoutMs`.
 * @param late what to do with a result that comes after all; its failure then, and that of `work`, interests nobody
 */
export async function within<T>(
  timeoutMs: number,
  work: Promise<T>,
  late: (result: T) => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<'timed-out'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'timed-out')
  })
  const settled = work.then((value) => ({ value }))
  const first = await Promise.race([settled, timedOut]).finally(() => clearTimeout(timer))
  if (first !== 'timed-out') return first.value
  settled.then(({ value }) => late(value)).catch(() => undefined)
  throw new AppendTimeout(`Kafka did not answer within ${timeoutMs} ms`)
}
