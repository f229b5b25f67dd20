import { Connection, post } from './http-load.js'
import { present } from './must.js'
import { openProducer, records, text, writer } from './records.js'
import { alternate, median, type Figure } from './rounds.js'
import { scratchTopic } from './scratch-topic.js'
import type { System } from './system.js'

const sends = 300

/** One message, acknowledged, then the next: median of a round's milliseconds. */
export async function singleSend(system: System): Promise<readonly Figure[]> {
  const { stack, topic } = system
  const group = system.groupIn(0, 'single')
  const request = post(`/messages/${group}`, stack.token(writer), JSON.stringify({ text }))
  const connection = await Connection.open(stack.commandApiUrl)
  system.atEnd(() => Promise.resolve(connection.close()))
  const producer = await openProducer(system.kafka)
  system.atEnd(() => producer.disconnect())
  const scratch = await scratchTopic(system, 'bench.raw.single')
  const ready = records(topic, [group], sends)
  const figure = await alternate({
    name: 'one message sent and acknowledged',
    unit: 'ms',
    ours: () => medianMs(() => connection.request(request, 201)),
    limits: {
      'kafkajs send, acks=all': () =>
        medianMs((i) =>
          producer.send({ topic: scratch, acks: -1, messages: [present(ready[i], 'a record')] }),
        ),
    },
  })
  return [figure]
}

async function medianMs(send: (i: number) => Promise<unknown>): Promise<number> {
  const took: number[] = []
  for (let i = 0; i < sends; i++) {
    const began = performance.now()
    await send(i)
    took.push(performance.now() - began)
  }
  return median(took)
}
