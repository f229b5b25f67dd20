import type { Express } from 'express'
import { serveAsset, textAsset } from './assets.js'
import { escapeHtml, htmlPage } from './html.js'
import { mountPath } from './mount.js'

/** `/asyncapi.json`, and `/docs` as a page that is made from the document alone and runs no script. */
export function mountAsyncApi(app: Express, document: object): void {
  const json = textAsset('application/json; charset=utf-8', JSON.stringify(document))
  mountPath(app, '/asyncapi.json', { get: serveAsset(json) })
  mountPath(app, '/docs', { get: serveAsset(textAsset('text/html; charset=utf-8', asyncApiPage(document))) })
}

/** Sections in the document's order: operations with their messages, then schemas. Works for AsyncAPI 2 and 3. */
export function asyncApiPage(document: object): string {
  const root = record(document)
  const info = record(root['info'])
  const components = record(root['components'])
  const title = text(info['title']) || 'Socket protocol'
  const sections = [
    section('Operations', root['operations'], renderOperation(root)),
    section('Channels', root['channels'], (name, channel) => entry(name, channel, ['address'])),
    section('Messages', components['messages'], (name, message) =>
      entry(name, message, ['title', 'summary']),
    ),
    section('Schemas', components['schemas'], (name, schema) => entry(name, schema, [])),
  ]
  const body = `<main><h1>${escapeHtml(title)} <small>${escapeHtml(text(info['version']))}</small></h1>
${paragraphs(info['description'])}<p><a href="/asyncapi.json">asyncapi.json</a> · <a href="/openapi.json">openapi.json</a> · <a href="/redoc">HTTP routes</a></p>
${sections.join('\n')}</main>`
  return htmlPage({ title, head: `<style>${style}</style>`, body })
}

type Json = Readonly<Record<string, unknown>>

function section(title: string, entries: unknown, render: (name: string, value: Json) => string): string {
  const list = Object.entries(record(entries))
  if (list.length === 0) return ''
  return `<h2>${title}</h2>\n${list.map(([name, value]) => render(name, record(value))).join('\n')}`
}

/** An operation with the messages that it names, looked up so that the reader needn't. */
function renderOperation(root: Json) {
  return (name: string, operation: Json): string => {
    const messages = Array.isArray(operation['messages']) ? operation['messages'] : []
    const blocks = messages.map((message: unknown) => codeBlock(resolve(root, message)))
    const replies =
      operation['reply'] === undefined
        ? ''
        : `<h4>Answer</h4>${codeBlock(resolveDeep(root, operation['reply']))}`
    const who = operation['action'] === 'send' ? 'server sends' : 'client sends'
    return `<section id="${escapeHtml(name)}"><h3>${escapeHtml(name)} <small>${who}</small></h3>
${paragraphs(operation['summary'])}${paragraphs(operation['description'])}${blocks.join('')}${replies}</section>`
  }
}

function entry(name: string, value: Json, lead: readonly string[]): string {
  const leading = lead.map((field) => paragraphs(value[field])).join('')
  return `<section id="${escapeHtml(name)}"><h3>${escapeHtml(name)}</h3>${leading}${paragraphs(value['description'])}
<details><summary>definition</summary>${codeBlock(value)}</details></section>`
}

/** Follows references inside the document, a few levels at most, so that a circle ends. */
function resolve(root: Json, value: unknown, depth = 4): unknown {
  const reference = record(value)['$ref']
  if (typeof reference !== 'string' || !reference.startsWith('#/') || depth === 0) return value
  const target = reference
    .slice(2)
    .split('/')
    .reduce<unknown>((at, part) => record(at)[part.replaceAll('~1', '/').replaceAll('~0', '~')], root)
  return resolve(root, target, depth - 1)
}

function resolveDeep(root: Json, value: unknown): unknown {
  const reply = record(value)
  const messages = Array.isArray(reply['messages']) ? reply['messages'] : []
  return messages.length === 0 ? value : messages.map((message: unknown) => resolve(root, message))
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function paragraphs(value: unknown): string {
  const parts = text(value).split(/\n{2,}/)
  return parts.map((part) => (part === '' ? '' : `<p>${inlineCode(escapeHtml(part))}</p>`)).join('')
}

function inlineCode(safe: string): string {
  return safe.replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function codeBlock(value: unknown): string {
  return `<pre><code>${escapeHtml(JSON.stringify(value, null, 2) ?? '')}</code></pre>`
}

const style = `body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1c2230;background:#fff}main{max-width:56rem;margin:2rem auto;padding:0 1rem}
small{color:#5b6478;font-weight:400;font-size:.7em}pre{background:#f4f5f8;padding:.8rem;overflow:auto;border-radius:6px;font-size:13px}
code{font-family:ui-monospace,monospace;font-size:.92em}section{border-top:1px solid #e3e6ee;padding:.3rem 0}a{color:#1f5fbf}
@media(prefers-color-scheme:dark){body{background:#14171f;color:#e4e7ef}pre{background:#1e2330}section{border-color:#2c3344}a{color:#8ab4ff}small{color:#9aa3b8}}`
