import { join } from 'node:path'
import { type ApacheKafka, startApacheKafka } from '@hanashi/apache-kafka/kafka'
import { kafkaTool } from '@hanashi/apache-kafka/tool'
import type { Certificates } from './certificates.js'

export interface SecureKafka {
  readonly kafka: ApacheKafka
  /** `host:port` of the listener that speaks TLS and SASL only. */
  readonly brokers: string
}

export interface SecureKafkaOptions {
  readonly folder: string
  readonly cacheDir: string
  /** Plain listener, controller and secure listener. */
  readonly ports: readonly [number, number, number]
  readonly certificates: Certificates
  readonly username: string
  readonly password: string
}

/** Apache Kafka with a second listener: TLS with certificates of ours on both sides, and the user by PLAIN or SCRAM-SHA-512. */
export async function startSecureKafka(options: SecureKafkaOptions): Promise<SecureKafka> {
  const { folder, cacheDir, ports, certificates, username, password } = options
  const [port, controllerPort, securePort] = ports
  const brokers = `127.0.0.1:${securePort}`
  const listener = 'listener.name.secure'
  const login = 'org.apache.kafka.common.security'
  const kafka = await startApacheKafka({
    dataDir: join(folder, 'kafka'),
    cacheDir,
    port,
    controllerPort,
    properties: {
      listeners: `PLAINTEXT://127.0.0.1:${port},SECURE://${brokers},CONTROLLER://127.0.0.1:${controllerPort}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},SECURE://${brokers}`,
      'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURE:SASL_SSL',
      [`${listener}.ssl.keystore.type`]: 'PEM',
      [`${listener}.ssl.keystore.location`]: certificates.keyAndCert,
      [`${listener}.ssl.truststore.type`]: 'PEM',
      [`${listener}.ssl.truststore.location`]: certificates.ca,
      [`${listener}.ssl.client.auth`]: 'required',
      [`${listener}.sasl.enabled.mechanisms`]: 'PLAIN,SCRAM-SHA-512',
      [`${listener}.plain.sasl.jaas.config`]: `${login}.plain.PlainLoginModule required user_${username}="${password}";`,
      [`${listener}.scram-sha-512.sasl.jaas.config`]: `${login}.scram.ScramLoginModule required;`,
    },
  })
  const user = ['--alter', '--entity-type', 'users', '--entity-name', username]
  const { code, stdout, stderr } = await kafkaTool(
    'kafka.admin.ConfigCommand',
    ['--bootstrap-server', kafka.brokers, ...user, '--add-config', `SCRAM-SHA-512=[password=${password}]`],
    { cacheDir },
  )
  if (code !== 0) {
    await kafka.stop()
    throw new Error(`the user could not be made: ${stdout}${stderr}`)
  }
  return { kafka, brokers }
}
