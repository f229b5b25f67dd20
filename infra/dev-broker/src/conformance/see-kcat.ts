import type { Bench, Observation } from './observation.js'

const see = (name: string, work: Observation['see']): Observation => ({
  name: `kcat: ${name}`,
  through: 'kcat',
  see: work,
})

const format = '%p %o %k=%s %h\\n'

/** Produces lines `key:value` and reads the topic back in the format of above, sorted. */
async function roundTrip(
  bench: Bench,
  topic: string,
  produce: readonly string[],
  input: string,
  consume: readonly string[] = [],
): Promise<unknown> {
  const sent = await bench.kcat(['-b', bench.brokers, '-P', '-t', topic, '-K:', ...produce], input)
  const read = await bench.kcat([
    '-b',
    bench.brokers,
    '-C',
    '-t',
    topic,
    '-o',
    'beginning',
    '-e',
    '-q',
    '-f',
    format,
    ...consume,
  ])
  return { sent: [sent.code, sent.err], read: [read.code, read.out.split('\n').toSorted(), read.err] }
}

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `k${index % 7}:value ${index} ${'x'.repeat(40)}\n`).join('')

const withCodec = (codec: string): Observation =>
  see(`${codec} goes through`, async (bench) =>
    roundTrip(bench, await bench.topic(codec, { partitions: 2 }), ['-z', codec], lines(60)),
  )

async function filled(bench: Bench, partitions = 1): Promise<string> {
  const topic = await bench.topic('filled', { partitions })
  await bench.kcat(['-b', bench.brokers, '-P', '-t', topic, '-K:', '-X', 'batch.num.messages=4'], lines(20))
  return topic
}

async function consume(bench: Bench, topic: string, ...args: string[]): Promise<unknown> {
  const { code, out, err } = await bench.kcat([
    '-b',
    bench.brokers,
    '-C',
    '-t',
    topic,
    '-f',
    '%p %o %k\\n',
    '-q',
    ...args,
  ])
  return { code, lines: out.split('\n').toSorted(), err }
}

async function group(bench: Bench, topic: string, groupId: string, ...settings: string[]): Promise<unknown> {
  const args = [
    '-b',
    bench.brokers,
    '-G',
    groupId,
    '-q',
    '-e',
    '-o',
    'beginning',
    '-f',
    '%p %o\\n',
    '-X',
    'session.timeout.ms=6000',
  ]
  const { code, out } = await bench.kcat([...args, ...settings.flatMap((setting) => ['-X', setting]), topic])
  return { code, lines: out.split('\n').filter(Boolean).length }
}

export const kcatObservations: readonly Observation[] = [
  see('lists a topic', async (bench) => {
    const topic = await bench.topic('list', { partitions: 3 })
    const { code, out } = await bench.kcat(['-b', bench.brokers, '-L', '-J', '-t', topic])
    const { topics, brokers, controllerid }: { topics?: unknown; brokers?: unknown; controllerid?: unknown } =
      JSON.parse(out) as object
    return { code, topics, brokers, controllerid }
  }),
  see('lists a topic that is not', (bench) =>
    bench.kcat(['-b', bench.brokers, '-L', '-t', bench.name('none')]),
  ),
  see('keys and values', async (bench) =>
    roundTrip(bench, await bench.topic('plain', { partitions: 3 }), [], lines(30)),
  ),
  see('headers', async (bench) =>
    roundTrip(bench, await bench.topic('headers'), ['-H', 'a=1', '-H', 'b=zwei', '-H', 'c'], 'k:v\n'),
  ),
  see('empty values are null', async (bench) =>
    roundTrip(bench, await bench.topic('null'), ['-Z'], 'k:\n:\n'),
  ),
  withCodec('gzip'),
  withCodec('snappy'),
  withCodec('lz4'),
  withCodec('zstd'),
  ...['0', '1', 'all'].map((acks) =>
    see(`acks=${acks}`, async (bench) =>
      roundTrip(bench, await bench.topic(`acks${acks}`), ['-X', `acks=${acks}`], lines(5)),
    ),
  ),
  see('idempotent', async (bench) =>
    roundTrip(
      bench,
      await bench.topic('idem', { partitions: 2 }),
      ['-X', 'enable.idempotence=true', '-X', 'batch.num.messages=3'],
      lines(40),
    ),
  ),
  see('many small batches', async (bench) =>
    roundTrip(bench, await bench.topic('small'), ['-X', 'batch.num.messages=1'], lines(30)),
  ),
  see('a small fetch.max.bytes still gets everything', async (bench) =>
    roundTrip(bench, await bench.topic('few'), [], lines(40), [
      '-X',
      'fetch.message.max.bytes=1000',
      '-X',
      'fetch.max.bytes=100000',
      '-X',
      'message.max.bytes=90000',
    ]),
  ),
  see('a partition that is not', async (bench) => {
    const { code, err } = await bench.kcat(
      ['-b', bench.brokers, '-P', '-t', await bench.topic('one'), '-p', '7'],
      'x\n',
    )
    return { code, err }
  }),
  see('a topic that is not', (bench) =>
    bench.kcat(
      ['-b', bench.brokers, '-P', '-t', bench.name('none'), '-X', 'topic.metadata.propagation.max.ms=100'],
      'x\n',
    ),
  ),
  see('a message that is too large', async (bench) => {
    const topic = await bench.topic('large', { configs: { 'max.message.bytes': '500' } })
    return bench.kcat(['-b', bench.brokers, '-P', '-t', topic], `${'x'.repeat(900)}\n`)
  }),
  see('from the end', async (bench) => consume(bench, await filled(bench), '-o', 'end', '-e')),
  see('the last five', async (bench) => consume(bench, await filled(bench), '-o', '-5', '-e')),
  see('from an offset, three of them', async (bench) =>
    consume(bench, await filled(bench), '-o', '8', '-c', '3'),
  ),
  see('from an offset inside a batch', async (bench) => consume(bench, await filled(bench), '-o', '6', '-e')),
  see('from an offset beyond the end, reset to the beginning', async (bench) =>
    consume(bench, await filled(bench), '-o', '999', '-e', '-X', 'auto.offset.reset=earliest'),
  ),
  see('from the beginning by time', async (bench) =>
    consume(bench, await filled(bench), '-o', 's@1000', '-e'),
  ),
  see('only what was committed (isolation)', async (bench) =>
    consume(bench, await filled(bench), '-o', 'beginning', '-e', '-X', 'isolation.level=read_committed'),
  ),
  see('asks for offsets', async (bench) => {
    const topic = await filled(bench)
    const query = async (time: string): Promise<unknown> =>
      (await bench.kcat(['-b', bench.brokers, '-Q', '-t', `${topic}:0:${time}`])).out
    return [await query('-1'), await query('-2'), await query('1000'), await query('4000000000000')]
  }),
  see('a group reads once', async (bench) => {
    const topic = await filled(bench, 3)
    const groupId = bench.name('once')
    return [await group(bench, topic, groupId), await group(bench, topic, groupId)]
  }),
  see('a group with cooperative assignment', async (bench) =>
    group(
      bench,
      await filled(bench, 3),
      bench.name('coop'),
      'partition.assignment.strategy=cooperative-sticky',
    ),
  ),
  see('a static member', async (bench) => {
    const topic = await filled(bench, 2)
    const groupId = bench.name('static')
    return [
      await group(bench, topic, groupId, 'group.instance.id=me'),
      await group(bench, topic, groupId, 'group.instance.id=me'),
    ]
  }),
  see('a broker of the year 2016', (bench) =>
    bench.kcat([
      '-b',
      bench.brokers,
      '-L',
      '-m',
      '2',
      '-X',
      'api.version.request=false',
      '-X',
      'broker.version.fallback=0.9.0.1',
      '-t',
      bench.name('none'),
    ]),
  ),
]
