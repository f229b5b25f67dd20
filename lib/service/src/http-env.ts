import { list, oneOf, origin, port, secret, text } from './env-kinds.js'
import { optional, withDefault } from './env.js'
import { logLevels } from './logger.js'

/** The variables that every service with an HTTP edge has; spread into its own. */
export function httpEnv(defaultPort: number) {
  return {
    PORT: withDefault(port, defaultPort, 'Port of HTTP (or HTTPS); 0 takes a free one'),
    HOST: withDefault(text, '127.0.0.1', 'Address to listen at; 0.0.0.0 for every interface'),
    LOG_LEVEL: withDefault(oneOf(...logLevels), 'info', 'Least severe level that is logged'),
    TLS_CERT: optional(
      text,
      'File with the certificate chain (PEM); with TLS_KEY the service speaks HTTPS',
      'plain HTTP',
    ),
    TLS_KEY: optional(text, 'File with the private key (PEM)', 'plain HTTP'),
    CORS_ORIGINS: withDefault(
      list(origin),
      ['http://localhost:3000', 'http://127.0.0.1:3000'],
      'Origins whose pages may call the service, separated by commas; * for any',
    ),
  }
}

/** How tokens are checked; `HS256` needs `JWT_SECRET`, the others `JWT_JWKS`. */
export const jwtEnv = {
  JWT_ALGORITHM: withDefault(
    oneOf('HS256', 'RS256', 'ES256'),
    'HS256',
    'The one algorithm that tokens are accepted with',
  ),
  JWT_SECRET: optional(secret(32), 'The secret that tokens are signed with (HS256)'),
  JWT_JWKS: optional(
    text,
    'File or http(s) address of the JWK Set that tokens are checked with (RS256, ES256)',
  ),
}
