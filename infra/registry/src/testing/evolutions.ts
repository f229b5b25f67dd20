/** How a schema may change, and who can then read whom. */
export interface Evolution {
  readonly name: string
  readonly before: object
  readonly after: object
  /** The new one reads what the old one wrote. */
  readonly backward: boolean
  /** The old one reads what the new one wrote. */
  readonly forward: boolean
}

const record = (...fields: object[]): object => ({ type: 'record', name: 'R', namespace: 'test', fields })
const id = { name: 'id', type: 'string' }
const field = (type: unknown, more: object = {}): object => ({ name: 'f', type, ...more })
const colour = (symbols: string[], more: object = {}): object =>
  field({ type: 'enum', name: 'Colour', symbols, ...more })
const nested = (...fields: object[]): object => field({ type: 'record', name: 'Inner', fields })

export const evolutions: readonly Evolution[] = [
  {
    name: 'add a field with default',
    before: record(id),
    after: record(id, field('int', { default: 0 })),
    backward: true,
    forward: true,
  },
  {
    name: 'add a field without default',
    before: record(id),
    after: record(id, field('int')),
    backward: false,
    forward: true,
  },
  {
    name: 'remove a field with default',
    before: record(id, field('int', { default: 0 })),
    after: record(id),
    backward: true,
    forward: true,
  },
  {
    name: 'remove a field without default',
    before: record(id, field('int')),
    after: record(id),
    backward: true,
    forward: false,
  },
  {
    name: 'int to long',
    before: record(field('int')),
    after: record(field('long')),
    backward: true,
    forward: false,
  },
  {
    name: 'double to float',
    before: record(field('double')),
    after: record(field('float')),
    backward: false,
    forward: true,
  },
  {
    name: 'string to bytes',
    before: record(field('string')),
    after: record(field('bytes')),
    backward: true,
    forward: true,
  },
  {
    name: 'int to string',
    before: record(field('int')),
    after: record(field('string')),
    backward: false,
    forward: false,
  },
  {
    name: 'promotion inside an array',
    before: record(field({ type: 'array', items: 'int' })),
    after: record(field({ type: 'array', items: 'long' })),
    backward: true,
    forward: false,
  },
  {
    name: 'rename a field with alias',
    before: record(id, field('int')),
    after: record(id, { name: 'g', type: 'int', aliases: ['f'] }),
    backward: true,
    forward: false,
  },
  {
    name: 'rename a field without alias',
    before: record(id, field('int')),
    after: record(id, { name: 'g', type: 'int' }),
    backward: false,
    forward: false,
  },
  {
    name: 'add an enum symbol',
    before: record(colour(['RED'])),
    after: record(colour(['RED', 'BLUE'])),
    backward: true,
    forward: false,
  },
  {
    name: 'remove an enum symbol',
    before: record(colour(['RED', 'BLUE'])),
    after: record(colour(['RED'])),
    backward: false,
    forward: true,
  },
  {
    name: 'add a symbol to an enum with default',
    before: record(colour(['RED'], { default: 'RED' })),
    after: record(colour(['RED', 'BLUE'], { default: 'RED' })),
    backward: true,
    forward: true,
  },
  {
    name: 'widen a union',
    before: record(field(['null', 'string'])),
    after: record(field(['null', 'string', 'int'])),
    backward: true,
    forward: false,
  },
  {
    name: 'narrow a union',
    before: record(field(['null', 'string', 'int'])),
    after: record(field(['null', 'string'])),
    backward: false,
    forward: true,
  },
  {
    name: 'make a field nullable',
    before: record(field('string')),
    after: record(field(['null', 'string'])),
    backward: true,
    forward: false,
  },
  {
    name: 'add a field without default to a nested record',
    before: record(nested(id)),
    after: record(nested(id, { name: 'more', type: 'int' })),
    backward: false,
    forward: true,
  },
  {
    name: 'change the size of a fixed',
    before: record(field({ type: 'fixed', name: 'F', size: 4 })),
    after: record(field({ type: 'fixed', name: 'F', size: 8 })),
    backward: false,
    forward: false,
  },
  {
    name: 'rename the record with alias',
    before: record(id),
    after: { ...record(id), name: 'Q', aliases: ['R'] },
    backward: true,
    forward: false,
  },
  {
    name: 'rename the record without alias',
    before: record(id),
    after: { ...record(id), name: 'Q' },
    backward: false,
    forward: false,
  },
  {
    name: 'change documentation only',
    before: record(id),
    after: { ...record(id), doc: 'It has an id.' },
    backward: true,
    forward: true,
  },
]

/** Three versions, each allowed after the one before, the third not against the first. */
export const chains: readonly { name: string; levels: readonly string[]; versions: readonly object[] }[] = [
  {
    name: 'a field comes back with another type and a default',
    levels: ['BACKWARD'],
    versions: [record(id, field('int')), record(id), record(id, field('string', { default: '' }))],
  },
  {
    name: 'a field with default goes and comes back with another type',
    levels: ['FORWARD'],
    versions: [record(id, field('int', { default: 0 })), record(id), record(id, field('string'))],
  },
  {
    name: 'a field with default comes back with another type and a default',
    levels: ['FULL', 'BACKWARD', 'FORWARD'],
    versions: [
      record(id, field('int', { default: 0 })),
      record(id),
      record(id, field('string', { default: '' })),
    ],
  },
]
