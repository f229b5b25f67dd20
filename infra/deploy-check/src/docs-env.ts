import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { envTables, withTables } from './env-table.js'
import { loadPrograms } from './programs.js'
import { projectRoot } from './project-root.js'

const file = join(projectRoot, 'docs', 'deploy.md')
const before = readFileSync(file, 'utf8')
const after = withTables(before, envTables(await loadPrograms()))
writeFileSync(file, after)
process.stdout.write(`docs/deploy.md: ${before === after ? 'was up to date' : 'tables made anew'}\n`)
