import type { Program } from './programs.js'

interface Row {
  readonly name: string
  readonly doc: string
  readonly expects: string
  readonly programs: string[]
  /** What its absence means, for each program. */
  readonly absent: string[]
}

/** Every variable of every program as tables in Markdown: first those that several read, then each program's own. */
export function envTables(programs: readonly Program[]): string {
  const rows = rowsOf(programs)
  const shared = rows
    .filter((row) => row.programs.length > 1 || isShared(row.name, programs))
    .sort((a, b) => a.name.localeCompare(b.name))
  const own = programs.map((program) => ({
    title: `\`${program.name}\` only`,
    rows: rows.filter((row) => !shared.includes(row) && row.programs[0] === program.name),
  }))
  return [{ title: 'Read by several', rows: shared }, ...own]
    .filter((table) => table.rows.length > 0)
    .map((table) => `### ${table.title}\n\n${render(table.rows, table.rows === shared)}`)
    .join('\n\n')
}

function isShared(name: string, programs: readonly Program[]): boolean {
  return programs.filter(({ variables }) => name in variables).length > 1
}

/** A variable that two programs describe in the same words is one row. */
function rowsOf(programs: readonly Program[]): readonly Row[] {
  const rows = new Map<string, Row>()
  for (const program of programs) {
    for (const [name, variable] of Object.entries(program.variables)) {
      const { doc, kind, required, absentMeans } = variable
      const key = JSON.stringify([name, doc, kind.expects])
      const row = rows.get(key) ?? { name, doc, expects: kind.expects, programs: [], absent: [] }
      rows.set(key, row)
      row.programs.push(program.name)
      row.absent.push(required ? '**required**' : (absentMeans ?? '–'))
    }
  }
  return [...rows.values()]
}

function render(rows: readonly Row[], withPrograms: boolean): string {
  const heads = ['Variable', ...(withPrograms ? ['Read by'] : []), 'What', 'Value', 'Without it']
  const lines = rows.map((row) => [
    `\`${row.name}\``,
    ...(withPrograms ? [row.programs.join(', ')] : []),
    row.doc,
    row.expects,
    absentText(row),
  ])
  return [heads, heads.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}

function absentText({ programs, absent }: Row): string {
  const [first = ''] = absent
  if (absent.every((text) => text === first)) return first
  return absent.map((text, index) => `${text} (${programs[index] ?? ''})`).join(', ')
}

const begin = '<!-- variables: made by `npm run docs:env`, don’t edit -->'
const end = '<!-- end of variables -->'

/**
 * The document with fresh tables between its marks.
 * @throws Error where a mark is missing
 */
export function withTables(document: string, tables: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`the document has no lines "${begin}" and "${end}"`)
  return `${document.slice(0, from + begin.length)}\n\n${tables}\n\n${document.slice(to)}`
}
