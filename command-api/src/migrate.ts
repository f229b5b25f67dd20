import { readMigrateConfig } from './config.js'
import { runMigrations } from './migrations/run-migrations.js'

try {
  const made = await runMigrations(readMigrateConfig().databaseUrl)
  process.stdout.write(`command_api: ${made.length === 0 ? 'nothing to do' : made.join(', ')}\n`)
} catch (error) {
  process.stderr.write(
    `command_api could not be migrated: ${error instanceof Error ? error.message : String(error)}\n`,
  )
  process.exitCode = 1
}
