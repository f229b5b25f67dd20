import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder } from './testing/data-folder.js'
import { planFile } from './plan.js'
import { readLines } from './read-lines.js'

const folder = dataFolder()
const days = existsSync(folder)
  ? readdirSync(folder).filter((name) => /^\d{4}-\d\d-\d\d\.txt$/.test(name))
  : []

test.skipIf(days.length === 0)('of all real days every line is read and none dropped', () => {
  const people = new Map<string, string>()
  for (const file of days) {
    const bytes = readFileSync(join(folder, file))
    const plan = planFile({
      file,
      day: file.slice(0, 10),
      group: 'ubuntu',
      lines: readLines(bytes),
      annotations: readFileSync(join(folder, file.replace('.txt', '.replies.txt')), 'utf8'),
    })
    const rows = bytes.toString('utf8').split('\n').slice(0, -1)
    const blank = rows.filter((row) => /^\[\d\d:\d\d\] <[^>]+>\s*$/.test(row)).length
    const system = rows.filter((row) => row.startsWith('===')).length
    const found = (kind: string) => plan.findings.filter((finding) => finding.kind === kind).length

    expect(plan.lines, file).toBe(rows.length)
    expect(plan.system + plan.renames, file).toBe(system)
    expect(found('blank'), file).toBe(blank)
    expect(plan.messages.length, file).toBe(rows.length - system - blank)
    expect(found('unreadable') + found('not-allowed') + found('annotation'), file).toBe(0)
    for (const { line, text, kind } of plan.messages) {
      const row = rows[line]!
      const head = kind === 'action' ? /^\[\d\d:\d\d\] {2}\* \S+ / : /^\[\d\d:\d\d\] <[^>]+> /
      expect(row.replace(head, ''), `${file}:${line + 1}`).toBe(text)
    }
    for (const { messageId } of plan.messages) {
      expect(people.has(messageId), `${file}: an id given twice`).toBe(false)
      people.set(messageId, file)
    }
  }
  expect(days.length).toBe(15)
})
