import { request } from 'node:http'
import { request as requestTls } from 'node:https'

/** Exit code 0 if the service in this container is alive. Jobs have no port, and switch the check off. */
const { PORT: port, TLS_CERT: cert } = process.env
if (port === undefined || port === '') {
  console.error('PORT is not set: nowhere to ask')
  process.exit(1)
}
const ask = cert === undefined || cert === '' ? request : requestTls
const options = { host: '127.0.0.1', port, path: '/health', timeout: 2_000, rejectUnauthorized: false }
ask(options, (response) => process.exit(response.statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1))
  .end()
