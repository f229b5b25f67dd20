/** `npm run env:init`: makes `.env` for docker compose, with secrets of its own. One that is there is left as it is. */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'

const secret = () => randomBytes(32).toString('base64url')
/** Never with `-` first, which Kafka's tools take for an option. */
function clusterId() {
  for (;;) {
    const id = randomBytes(16).toString('base64url')
    if (!id.startsWith('-')) return id
  }
}
const lines = [
  '# Secrets of this installation, made by `npm run env:init`. Keep them; keep them out of version control.',
  `JWT_SECRET=${secret()}`,
  `POSTGRES_PASSWORD=${secret()}`,
  `GRAFANA_PASSWORD=${secret()}`,
  `KAFKA_CLUSTER_ID=${clusterId()}`,
  '',
  '# Three brokers: start with `docker compose --profile three up` and these instead.',
  '# REPLICATION=3',
  '# MIN_ISR=2',
  '# KAFKA_BROKERS=kafka-1:9092,kafka-2:9092,kafka-3:9092',
  '# KAFKA_VOTERS=1@kafka-1:9093,2@kafka-2:9093,3@kafka-3:9093',
  '',
]
try {
  writeFileSync('.env', lines.join('\n'), { flag: 'wx', mode: 0o600 })
  console.log('Made .env. Next: docker compose up')
} catch (error) {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  console.log('.env is there already and was left as it is.')
}
