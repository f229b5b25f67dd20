import { migrateReadModel } from '@hanashi/read-model/migrate'
import { readMigrationConfig } from './config.js'

try {
  const { DATABASE_URL } = readMigrationConfig()
  const made = await migrateReadModel({ databaseUrl: DATABASE_URL })
  process.stdout.write(
    made.length === 0 ? 'The tables are as they should be.\n' : `Made ${made.join(', ')}.\n`,
  )
} catch (error) {
  process.stderr.write(
    `The tables could not be made: ${error instanceof Error ? error.message : String(error)}\n`,
  )
  process.exitCode = 1
}
