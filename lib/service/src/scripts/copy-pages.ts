import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * Part of the build, after the compiler: what `/docs` and `/redoc` send, copied to dist/pages with its licences. So the packages that it comes from,
 * some hundred with all that they ask for, needn't be there when a service runs.
 */
const require = createRequire(import.meta.url)
const to = join(import.meta.dirname, '..', 'pages')
const swagger = dirname(require.resolve('swagger-ui-dist/package.json'))
const redoc = dirname(require.resolve('redoc/package.json'))
mkdirSync(to, { recursive: true })

/** The bundle's one picture from another host is replaced by an empty one. */
const picture = 'https://cdn.redoc.ly/redoc/logo-mini.svg'
const empty = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=='
const bundle = readFileSync(join(redoc, 'bundles', 'redoc.standalone.js'), 'utf8')
writeFileSync(join(to, 'redoc.js'), bundle.replaceAll(picture, empty))
copyFileSync(join(redoc, 'LICENSE'), join(to, 'redoc.LICENSE.txt'))
copyFileSync(join(redoc, 'bundles', 'redoc.standalone.js.LICENSE.txt'), join(to, 'redoc.js.LICENSE.txt'))

copyFileSync(join(swagger, 'swagger-ui-bundle.js'), join(to, 'swagger-ui.js'))
copyFileSync(join(swagger, 'swagger-ui.css'), join(to, 'swagger-ui.css'))
copyFileSync(join(swagger, 'swagger-ui-bundle.js.LICENSE.txt'), join(to, 'swagger-ui.js.LICENSE.txt'))
copyFileSync(join(swagger, 'LICENSE'), join(to, 'swagger-ui.LICENSE.txt'))
copyFileSync(join(swagger, 'NOTICE'), join(to, 'swagger-ui.NOTICE.txt'))
