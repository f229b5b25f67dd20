/** Exit code 0 if the service in this container is alive. Jobs without a PORT are healthy while they run. */
import { request } from 'node:http'
import { request as requestTls } from 'node:https'

const port = process.env.PORT
if (!port) process.exit(0)
const ask = process.env.TLS_CERT ? requestTls : request
ask({ host: '127.0.0.1', port, path: '/health', timeout: 2_000, rejectUnauthorized: false }, (response) => {
  process.exit(response.statusCode === 200 ? 0 : 1)
})
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1))
  .end()
