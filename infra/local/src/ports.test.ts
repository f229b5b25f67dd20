import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { checkPorts } from './ports-check.js'
import { freePort, isPortFree, maxPortBase, portPlan } from './ports.js'

const servers: ReturnType<typeof createServer>[] = []
afterEach(() =>
  Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)))),
)

async function listen(): Promise<number> {
  const port = await freePort()
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return port
}

test('without a base the ports are those of the design', () => {
  expect(portPlan()).toMatchObject({ 'command-api': 8001, realtime: 8003, kafka: 9092, postgres: 5433 })
})

test('a base gives eight ports in a row, whatever the base', () => {
  for (const base of [1023, 18_000, maxPortBase]) {
    const ports = Object.values(portPlan(base)).toSorted((a, b) => a - b)
    expect(ports).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((offset) => base + offset))
    expect(ports.at(-1)).toBeLessThanOrEqual(65_535)
  }
})

test('a port is free until somebody listens on it', async () => {
  const port = await freePort()
  expect(await isPortFree(port)).toBe(true)
  const taken = await listen()
  expect(await isPortFree(taken)).toBe(false)
})

test('never the same free port twice', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()))
  expect(new Set(ports).size).toBe(50)
})

test('the error names every port that is taken and what it was for', async () => {
  const [one, two] = [await listen(), await listen()]
  const free = await Promise.all(Array.from({ length: 7 }, () => freePort()))
  const plan = {
    'command-api': free[0]!,
    'query-api': one,
    realtime: free[1]!,
    projector: free[2]!,
    registry: free[3]!,
    kafka: two,
    'kafka-controller': free[4]!,
    postgres: free[5]!,
  }
  await expect(checkPorts(plan, { kind: 'apache' })).rejects.toThrow(
    `Ports ${one} (query-api), ${two} (kafka) are in use`,
  )
  await expect(checkPorts(plan, { kind: 'external', brokers: 'k:9092' })).rejects.toThrow(
    `Port ${one} (query-api) is in`,
  )
  await expect(
    checkPorts({ ...plan, 'query-api': free[6]! }, { kind: 'external', brokers: 'k:1' }),
  ).resolves.toBe(undefined)
})
