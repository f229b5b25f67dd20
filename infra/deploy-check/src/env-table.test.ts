import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { envTables, withTables } from './env-table.js'
import { loadPrograms } from './programs.js'
import { projectRoot } from './project-root.js'

const programs = await loadPrograms()
const document = readFileSync(join(projectRoot, 'docs', 'deploy.md'), 'utf8')

test('docs/deploy.md has the variables that the programs read (else: npm run docs:env)', () => {
  expect(withTables(document, envTables(programs))).toBe(document)
})

test('every variable is there, and what is required says so', () => {
  const tables = envTables(programs)
  for (const { variables } of programs) {
    for (const [name, { doc }] of Object.entries(variables)) {
      expect(tables).toContain(`| \`${name}\` |`)
      expect(doc).not.toBe('')
    }
  }
  const rows = tables.split('\n').filter((line) => line.startsWith('| `DATABASE_URL`'))
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.every((row) => row.includes('**required**'))).toBe(true)
})

test('every variable that the guide names in its text is one of ours', () => {
  const known = new Set(programs.flatMap(({ variables }) => Object.keys(variables)))
  const others = [
    'POSTGRES_PASSWORD',
    'SITE_ADDRESS',
    'GRAFANA_PASSWORD',
    'NODE_OPTIONS',
    'NODE_EXTRA_CA_CERTS',
    'FULL_TRANSITIVE',
  ]
  const named = [...document.matchAll(/`([A-Z]{2,}(?:_[A-Z0-9]+)+)/g)].map(([, name]) => name!)
  expect(named.filter((name) => !known.has(name) && !others.includes(name))).toEqual([])
})
