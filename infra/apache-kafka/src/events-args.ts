export const eventsUsage = 'npm run kafka -- events TOPIC [--key KEY] [--follow]'

export interface EventsArgs {
  readonly topic: string
  readonly key: string | undefined
  readonly follow: boolean
}

/** The arguments behind `events`; undefined where they are wrong. */
export function parseEventsArgs(args: readonly string[]): EventsArgs | undefined {
  const [topic, ...options] = args
  if (topic === undefined || topic === '' || topic.startsWith('-')) return undefined
  let key: string | undefined
  let follow = false
  for (let at = 0; at < options.length; at++) {
    if (options[at] === '--follow') follow = true
    else if (options[at] === '--key' && options[at + 1] !== undefined) key = options[++at]
    else return undefined
  }
  return { topic, key, follow }
}
