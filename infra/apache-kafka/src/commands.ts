/** The sub-commands of `npm run kafka`, each one of Kafka's own tools. */
export const commands: Readonly<Record<string, { className: string; about: string }>> = {
  topics: {
    className: 'org.apache.kafka.tools.TopicCommand',
    about: 'list, describe, create, delete topics',
  },
  consumer: {
    className: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
    about: 'print the records of a topic',
  },
  producer: {
    className: 'org.apache.kafka.tools.ConsoleProducer',
    about: 'append records, a line each',
  },
  groups: {
    className: 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
    about: 'list and describe consumer groups, move their offsets',
  },
  offsets: {
    className: 'org.apache.kafka.tools.GetOffsetShell',
    about: 'first and next offset of each partition',
  },
  'api-versions': {
    className: 'org.apache.kafka.tools.BrokerApiVersionsCommand',
    about: 'the requests that each broker answers',
  },
}

export const usage = [
  'npm run kafka -- COMMAND [options]   (COMMAND --help tells its options)',
  ...Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(14)}${about}`),
  `  ${'events'.padEnd(14)}print the events of a topic as JSON, without Java: events TOPIC [--key KEY] [--follow]`,
  'The broker is KAFKA_BROKERS (default 127.0.0.1:9092) unless --bootstrap-server says otherwise.',
].join('\n')

/** The tool and its arguments, with the broker's address put in where none is given; undefined for no known command. */
export function parseCommand(
  argv: readonly string[],
  brokers: string,
): { className: string; args: string[] } | undefined {
  const [name = '', ...args] = argv
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) return undefined
  const addressed = args.some((arg) => arg === '--bootstrap-server' || arg.startsWith('--bootstrap-server='))
  const asksHelp = args.includes('--help') || args.includes('--version')
  return {
    className: command.className,
    args: addressed || asksHelp ? args : ['--bootstrap-server', brokers, ...args],
  }
}
