/** One request of a `.http` file, its variables not yet filled in. */
export interface FileRequest {
  readonly title: string
  /** By which later requests find its answer. */
  readonly name: string | undefined
  readonly expected: number
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | undefined
}

export interface HttpFile {
  readonly variables: ReadonlyMap<string, string>
  readonly requests: readonly FileRequest[]
}

/**
 * Reads the format of the REST Client of Visual Studio Code: `###` between requests, `@name = value` for variables,
 * `# @name` for a request's name. Each request says `# Expect STATUS`.
 * @throws Error for a request that can't be read or expects nothing
 */
export function parseHttpFile(text: string): HttpFile {
  const variables = new Map<string, string>()
  for (const match of text.matchAll(/^@(\w+) *= *(.+)$/gm))
    variables.set(match[1] ?? '', (match[2] ?? '').trim())
  const blocks = text.split(/^###/m).slice(1)
  return { variables, requests: blocks.map(parseRequest) }
}

function parseRequest(block: string): FileRequest {
  const [title = '', ...lines] = block.split('\n')
  const start = lines.findIndex((line) => /^[A-Z]+ /.test(line))
  const comments = lines.slice(0, start)
  const expected = find(comments, /^# Expect (\d{3})$/)
  const [method = '', url = ''] = (lines[start] ?? '').split(' ')
  const gap = lines.indexOf('', start)
  const headers = lines.slice(start + 1, gap === -1 ? undefined : gap).map((line): [string, string] => {
    const colon = line.indexOf(':')
    if (colon < 1) throw new Error(`not a header: ${line}`)
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  const body = gap === -1 ? '' : lines.slice(gap).join('\n').trim()
  if (start === -1 || expected === undefined) throw new Error(`not a request with what to expect: ${block}`)
  return {
    title: title.trim(),
    name: find(comments, /^# @name (\w+)$/),
    expected: Number(expected),
    method,
    url,
    headers,
    body: body === '' ? undefined : body,
  }
}

function find(lines: readonly string[], form: RegExp): string | undefined {
  return lines.map((line) => form.exec(line)?.[1]).find((found) => found !== undefined)
}
