/** Writes src/generated/events.ts from avro/*.avsc: an interface for each record, and the schemas themselves. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import avsc from 'avsc'

type Avro = string | Avro[] | { type: Avro; logicalType?: string; items?: Avro }
interface Field {
  name: string
  type: Avro
  doc: string
}
interface RecordSchema {
  name: string
  doc: string
  fields: Field[]
}

const root = new URL('../../', import.meta.url)

/** Fields whose values are made only by a parse function. */
const brands: Record<string, string> = {
  eventId: 'EventId',
  commandId: 'CommandId',
  actorId: 'UserId',
  userId: 'UserId',
  messageId: 'MessageId',
  replyTo: 'MessageId',
  group: 'GroupId',
  generation: 'Generation',
}

function typescript(type: Avro, field: string): string {
  if (Array.isArray(type)) return type.map((branch) => typescript(branch, field)).join(' | ')
  if (typeof type === 'object') {
    return type.type === 'array'
      ? `readonly ${typescript(type.items ?? 'null', field)}[]`
      : typescript(type.type, field)
  }
  switch (type) {
    case 'string':
      return brands[field] ?? 'string'
    case 'int':
    case 'long':
      return 'number'
    case 'boolean':
    case 'null':
      return type
    default:
      throw new Error(`${field}: no TypeScript type for the Avro type ${type}`)
  }
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8')) as RecordSchema
const names = readdirSync(new URL('avro/', root))
  .filter((file) => file.endsWith('.avsc'))
  .map((file) => file.slice(0, -5))
const published = readdirSync(new URL('avro/published/', root)).toSorted()
for (const file of published) {
  const pinned = file.split('.')[1]
  const found = avsc.Type.forSchema(read(`avro/published/${file}`) as avsc.Schema)
    .fingerprint('sha256')
    .toString('hex')
  if (!pinned || !found.startsWith(pinned)) throw new Error(`${file}: its fingerprint is ${found}`)
}

const lines = [
  '// Generated from avro/*.avsc by `npm run generate`. Edit those.',
  "import type { CommandId, EventId, MessageId, UserId } from '../ids.js'",
  "import type { GroupId } from '../group.js'",
  "import type { Generation } from '../position.js'",
]
for (const name of names) {
  const schema = read(`avro/${name}.avsc`)
  lines.push('', `/** ${schema.doc} */`, `export interface ${name} {`, `  readonly type: '${name}'`)
  for (const field of schema.fields) {
    lines.push(`  /** ${field.doc} */`, `  readonly ${field.name}: ${typescript(field.type, field.name)}`)
  }
  lines.push('}')
}
lines.push('', '/** The schemas that this code writes. */', 'export const schemas = {')
for (const name of names) lines.push(`  ${name}: ${JSON.stringify(read(`avro/${name}.avsc`))},`)
lines.push(
  '} as const',
  '',
  '/** Every schema that was ever published, by event type, in no order. */',
  'export const published = {',
)
for (const name of names) {
  const all = published
    .filter((file) => file.startsWith(`${name}.`))
    .map((file) => JSON.stringify(read(`avro/published/${file}`)))
  lines.push(`  ${name}: [${all.join(', ')}],`)
}
lines.push('} as const', '')
writeFileSync(new URL('src/generated/events.ts', root), lines.join('\n'))
