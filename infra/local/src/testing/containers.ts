import { randomBytes } from 'node:crypto'
import type { StartedTestContainer } from 'testcontainers'
import { freePort } from '../ports.js'
import { superuser, postgresUrl } from '../postgres.js'
import { composeImages } from './container-images.js'
import type { SharedParts } from './shared-parts.js'

/** What runs in Docker or Podman here; undefined where nothing does. */
export async function containerEngine(): Promise<string | undefined> {
  const { getContainerRuntimeClient } = await import('testcontainers')
  try {
    const client = await getContainerRuntimeClient()
    return `${client.info.containerRuntime.host} (${client.info.containerRuntime.operatingSystem})`
  } catch (error) {
    if (error instanceof Error && error.message.includes('Could not find a working container runtime'))
      return undefined
    throw error
  }
}

/**
 * Kafka, registry and Postgres in containers, from the images of docker-compose.yml, with ports and a password of this run. The services
 * themselves are processes of this machine, as in every other run of the tests. Testcontainers' reaper ends what a killed run leaves.
 */
export async function startContainers(runTag: string): Promise<SharedParts> {
  const { GenericContainer, Network, Wait } = await import('testcontainers')
  const images = await composeImages('kafka-1', 'registry', 'postgres')
  const network = await new Network().start()
  const started: StartedTestContainer[] = []
  const stop = async () => {
    for (const container of started.toReversed()) await container.stop()
    await network.stop()
  }
  const start = async (container: InstanceType<typeof GenericContainer>) => {
    const running = await container.withStartupTimeout(180_000).start()
    started.push(running)
    return running
  }
  try {
    const password = randomBytes(16).toString('hex')
    const postgres = await start(
      new GenericContainer(images.postgres)
        .withEnvironment({
          POSTGRES_USER: superuser,
          POSTGRES_PASSWORD: password,
          POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C.UTF-8',
        })
        .withCommand(['-c', 'max_connections=500', '-c', 'fsync=off'])
        .withExposedPorts(5432)
        // The first time is the server that only makes the database.
        .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2)),
    )
    const kafkaPort = await freePort()
    await start(
      new GenericContainer(images['kafka-1'])
        .withNetwork(network)
        .withNetworkAliases('kafka-1')
        .withEnvironment(kafkaEnvironment(kafkaPort))
        .withExposedPorts({ container: 19_092, host: kafkaPort })
        .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/)),
    )
    const registry = await start(
      new GenericContainer(images.registry)
        .withNetwork(network)
        .withEnvironment({
          SCHEMA_REGISTRY_HOST_NAME: 'registry',
          SCHEMA_REGISTRY_LISTENERS: 'http://0.0.0.0:8081',
          SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS: 'kafka-1:9092',
        })
        .withExposedPorts(8081)
        .withWaitStrategy(Wait.forHttp('/subjects', 8081)),
    )
    const context = {
      kafkaBrokers: `127.0.0.1:${kafkaPort}`,
      registryUrl: `http://${registry.getHost()}:${registry.getMappedPort(8081)}`,
      postgresAdminUrl: postgresUrl({
        user: superuser,
        password,
        port: postgres.getMappedPort(5432),
        database: 'postgres',
      }),
      runTag,
    }
    return { context, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** One broker, for the registry as kafka-1:9092 and for this machine at `port`. */
function kafkaEnvironment(port: number): Record<string, string> {
  return {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093,HOST://:19092',
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://kafka-1:9092,HOST://127.0.0.1:${port}`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT',
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_INTER_BROKER_LISTENER_NAME: 'PLAINTEXT',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  }
}
