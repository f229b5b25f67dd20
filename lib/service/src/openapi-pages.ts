import type { Express } from 'express'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileAsset, serveAsset, textAsset, type Asset } from './assets.js'
import { mountPath } from './mount.js'
import { htmlPage } from './html.js'

const require = createRequire(import.meta.url)

export interface PageOptions {
  /** Whether `/docs` is the page of this document. */
  readonly docs: boolean
}

/** `/openapi.json`, `/redoc`, and `/docs` where requests can be tried out; scripts and styles come from this server. */
export function mountOpenApi(app: Express, document: object, { docs }: PageOptions): void {
  const swagger = dirname(require.resolve('swagger-ui-dist/package.json'))
  const assets: Record<string, Asset> = {
    '/openapi.json': textAsset('application/json; charset=utf-8', JSON.stringify(document)),
    '/redoc': textAsset(html, htmlPage({ title: 'Hanashi API', body: redocBody })),
    '/redoc/redoc.js': { type: javascript, load: redocBundle },
    '/redoc/start.js': textAsset(javascript, redocStart),
  }
  if (docs) {
    assets['/docs'] = textAsset(
      html,
      htmlPage({ title: 'Hanashi API', head: swaggerHead, body: swaggerBody }),
    )
    assets['/docs/swagger-ui.js'] = fileAsset(javascript, join(swagger, 'swagger-ui-bundle.js'))
    assets['/docs/swagger-ui.css'] = fileAsset('text/css; charset=utf-8', join(swagger, 'swagger-ui.css'))
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

/** Its one picture from another host is replaced by an empty one. */
async function redocBundle(): Promise<string> {
  const bundle = await readFile(require.resolve('redoc/bundles/redoc.standalone.js'), 'utf8')
  return bundle.replaceAll(
    'https://cdn.redoc.ly/redoc/logo-mini.svg',
    'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==',
  )
}
