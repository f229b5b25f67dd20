import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { kafkaClasspath } from './classpath.js'
import { requireJava } from './java.js'
import type { JavaProcess } from './java-process.js'
import { startJava } from './java-process.js'
import { requireFreePort } from './ports.js'
import { type NodePorts, serverProperties } from './properties.js'
import { formatStorage, requireWritable } from './storage.js'

export interface NodeOptions {
  readonly dataDir: string
  readonly cacheDir: string
  readonly clusterId: string
  readonly index: number
  readonly nodes: readonly NodePorts[]
  readonly extra?: Readonly<Record<string, string>> | undefined
  readonly onLine?: ((line: string) => void) | undefined
}

/** The start of every command line: little memory, quick to start, our log settings. */
export function javaArgs(classpath: string, options: { maxHeapMiB: number; logLevel: string }): string[] {
  return [
    `-Xmx${options.maxHeapMiB}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    `-Dhanashi.log.level=${options.logLevel}`,
    `-Dlog4j2.configurationFile=${resolve(import.meta.dirname, '../log4j2.properties')}`,
    '-cp',
    classpath,
  ]
}

/** Starts one node with its data in `dataDir`, and returns before it is ready. */
export async function startNode(options: NodeOptions): Promise<JavaProcess> {
  const java = await requireJava()
  const ports = options.nodes[options.index]
  if (ports === undefined) throw new RangeError(`no node ${options.index}`)
  await requireFreePort(ports.port, 'Kafka')
  await requireFreePort(ports.controllerPort, "Kafka's controller")
  const dataDir = resolve(options.dataDir)
  await requireWritable(dataDir)
  const classpath = await kafkaClasspath(options.cacheDir)
  const logDir = join(dataDir, 'log')
  const propertiesFile = join(dataDir, 'server.properties')
  await writeFile(
    propertiesFile,
    serverProperties({ index: options.index, nodes: options.nodes, logDir, extra: options.extra }),
  )
  await formatStorage({
    java: [java.command, ...javaArgs(classpath, { maxHeapMiB: 128, logLevel: 'warn' })],
    propertiesFile,
    logDir,
    clusterId: options.clusterId,
  })
  return startJava({
    command: java.command,
    args: [...javaArgs(classpath, { maxHeapMiB: 512, logLevel: 'info' }), 'kafka.Kafka', propertiesFile],
    killAfterMs: 20_000,
    onLine: options.onLine,
  })
}
