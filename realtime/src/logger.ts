/** What this service needs of a logger; pino fits. Tokens and texts are never logged. */
export interface Logger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
