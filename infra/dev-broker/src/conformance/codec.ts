import { createRequire } from 'node:module'
import { RawConnection } from './connection.js'

const require = createRequire(import.meta.url)

type Fields = object | readonly string[] | undefined

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

function call(found: Function, on: unknown, fields: unknown[]): unknown {
  return Reflect.apply(found, on, fields)
}

/** kafkajs' encoders and decoders have no types: this is their edge, and what isn't as expected throws. */
function load(path: string, member?: string): (fields: Fields) => unknown {
  const loaded: unknown = require(`kafkajs/src/protocol/${path}`)
  const found: unknown = member === undefined ? loaded : Reflect.get(asObject(loaded), member)
  if (typeof found !== 'function') throw new Error(`kafkajs has no ${path} ${member ?? ''}`)
  return (fields): unknown => call(found, undefined, [fields])
}

async function bufferOf(encoder: unknown): Promise<Buffer> {
  const buffer: unknown = Reflect.get(asObject(await encoder), 'buffer')
  if (!Buffer.isBuffer(buffer)) throw new Error('kafkajs made no buffer')
  return buffer
}

/** The body of a request as kafkajs writes it. */
export async function encodeRequest(
  name: string,
  version: number,
  fields: Fields,
): Promise<{ key: number; body: Buffer }> {
  const request: object = asObject(load(`requests/${name}/v${version}/request`)(fields))
  const encode: unknown = Reflect.get(request, 'encode')
  if (typeof encode !== 'function') throw new Error(`kafkajs can't encode ${name} ${version}`)
  return {
    key: Number(Reflect.get(request, 'apiKey')),
    body: await bufferOf(call(encode, request, [])),
  }
}

/** A record batch as kafkajs' producer makes it, a record for each value. */
export function recordBatch(values: readonly string[], fields: BatchFields = {}): Promise<Buffer> {
  const { producerId = -1, producerEpoch = 0, firstSequence = 0, timestamp = 1_600_000_000_000 } = fields
  const makeRecord = load('recordBatch/record/v0')
  const records = values.map((value, offsetDelta) =>
    makeRecord({ key: null, value, headers: {}, offsetDelta, timestampDelta: 0 }),
  )
  const times = { firstTimestamp: timestamp, maxTimestamp: timestamp }
  const lastOffsetDelta = values.length - 1
  return bufferOf(
    load(
      'recordBatch/v0',
      'RecordBatch',
    )({
      records,
      ...times,
      producerId,
      producerEpoch,
      firstSequence,
      lastOffsetDelta,
      partitionLeaderEpoch: 0,
    }),
  )
}

export interface BatchFields {
  readonly producerId?: number
  readonly producerEpoch?: number
  readonly firstSequence?: number
  readonly timestamp?: number
}

function decoderOf(name: string, version: number, fields: Fields): (answer: Buffer) => unknown {
  const path = `requests/${name}/v${version}/response`
  const loaded: unknown = require(`kafkajs/src/protocol/${path}`)
  const codec = typeof loaded === 'function' ? call(loaded, undefined, [fields]) : loaded
  const decode: unknown = Reflect.get(asObject(codec), 'decode')
  if (typeof decode !== 'function') throw new Error(`kafkajs can't decode ${path}`)
  return (answer) => call(decode, undefined, [answer])
}

/** Asks and answers what kafkajs reads in it, errors not judged; 'closed' where the broker hangs up. */
export async function askOn(
  connection: RawConnection,
  name: string,
  version: number,
  fields: Fields,
): Promise<unknown> {
  const { key, body } = await encodeRequest(name, version, fields)
  const answer = await connection.ask(key, version, body)
  return answer === 'closed' ? answer : decoderOf(name, version, fields)(answer)
}

/** The same over a connection of its own. */
export async function askOnce(port: number, name: string, version: number, fields: Fields): Promise<unknown> {
  const connection = await RawConnection.open(port)
  try {
    return await askOn(connection, name, version, fields)
  } finally {
    connection.end()
  }
}

/** A member of an answer, wherever kafkajs puts it. */
export const fieldOf = (answer: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, step) => Reflect.get(asObject(value), step), answer)
