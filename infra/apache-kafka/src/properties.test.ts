import { describe, expect, it } from 'vitest'
import { serverProperties } from './properties.js'

const nodes = [1, 2, 3].map((n) => ({ port: 9090 + n, controllerPort: 9190 + n }))

function parse(text: string): Record<string, string> {
  const lines = text
    .split('\n')
    .map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)] as const)
  return Object.fromEntries<string>(lines)
}

describe('serverProperties', () => {
  it('gives each node its own ports and all the same voters', () => {
    const all = nodes.map((_, index) => parse(serverProperties({ index, nodes, logDir: '/data' })))
    expect(all.map((node) => node['node.id'])).toEqual(['1', '2', '3'])
    expect(all.map((node) => node['advertised.listeners'])).toEqual(
      nodes.map(({ port }) => `PLAINTEXT://127.0.0.1:${port}`),
    )
    expect(new Set(all.map((node) => node['controller.quorum.voters']))).toEqual(
      new Set(['1@127.0.0.1:9191,2@127.0.0.1:9192,3@127.0.0.1:9193']),
    )
  })

  it('asks no more replicas than there are nodes', () => {
    const alone = parse(serverProperties({ index: 0, nodes: nodes.slice(0, 1), logDir: '/data' }))
    expect(alone).toMatchObject({
      'offsets.topic.replication.factor': '1',
      'transaction.state.log.min.isr': '1',
      'default.replication.factor': '1',
    })
    const three = parse(serverProperties({ index: 2, nodes, logDir: '/data' }))
    expect(three).toMatchObject({
      'offsets.topic.replication.factor': '3',
      'transaction.state.log.min.isr': '2',
    })
  })

  it('lets extra properties win', () => {
    const text = serverProperties({
      index: 0,
      nodes,
      logDir: '/data',
      extra: { 'auto.create.topics.enable': 'true' },
    })
    expect(parse(text)['auto.create.topics.enable']).toBe('true')
    expect(text.match(/auto\.create/g)).toHaveLength(1)
  })

  it('refuses a node that is not there', () => {
    expect(() => serverProperties({ index: 3, nodes, logDir: '/data' })).toThrow(RangeError)
  })
})
