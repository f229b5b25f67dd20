import type { Express } from 'express'
import { fileURLToPath } from 'node:url'
import { fileAsset, serveAsset, textAsset, type Asset } from './assets.js'
import { mountPath } from './mount.js'
import { htmlPage } from './html.js'

/** Where the build puts them (`scripts/copy-pages.ts`). */
const page = (file: string): string => fileURLToPath(new URL(`../dist/pages/${file}`, import.meta.url))

export interface PageOptions {
  /** Whether `/docs` is the page of this document. */
  readonly docs: boolean
}

/** `/openapi.json`, `/redoc`, and `/docs` where requests can be tried out; scripts and styles come from this server. */
export function mountOpenApi(app: Express, document: object, { docs }: PageOptions): void {
  const assets: Record<string, Asset> = {
    '/openapi.json': textAsset('application/json; charset=utf-8', JSON.stringify(document)),
    '/redoc': textAsset(html, htmlPage({ title: 'Hanashi API', body: redocBody })),
    '/redoc/redoc.js': fileAsset(javascript, page('redoc.js')),
    '/redoc/start.js': textAsset(javascript, redocStart),
  }
  if (docs) {
    assets['/docs'] = textAsset(
      html,
      htmlPage({ title: 'Hanashi API', head: swaggerHead, body: swaggerBody }),
    )
    assets['/docs/swagger-ui.js'] = fileAsset(javascript, page('swagger-ui.js'))
    assets['/docs/swagger-ui.css'] = fileAsset('text/css; charset=utf-8', page('swagger-ui.css'))
    assets['/docs/start.js'] = textAsset(javascript, swaggerStart)
  }
  for (const [path, asset] of Object.entries(assets)) mountPath(app, path, { get: serveAsset(asset) })
}

const html = 'text/html; charset=utf-8'
const javascript = 'text/javascript; charset=utf-8'

const swaggerHead = '<link rel="stylesheet" href="/docs/swagger-ui.css">'
const swaggerBody =
  '<div id="api"></div><script src="/docs/swagger-ui.js"></script><script src="/docs/start.js"></script>'
const swaggerStart = `SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null,
  tryItOutEnabled: true, persistAuthorization: false, displayRequestDuration: true,
})
`

const redocBody =
  '<div id="api"></div><script src="/redoc/redoc.js"></script><script src="/redoc/start.js"></script>'
const redocStart = `Redoc.init('/openapi.json', { disableSearch: false, hideDownloadButton: false }, document.getElementById('api'))
`
