/**
 * Copies what one service needs into the tree of its image: the workspaces that it depends on, compiled, and a package.json
 * with only these as workspaces. `npm ci --omit=dev` then installs its packages from the lock file.
 *
 *   node image-tree.mjs FROM TO command-api
 */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [from, to, service] = process.argv.slice(2)
if (!from || !to || !service || !existsSync(join(from, service, 'package.json'))) {
  console.error(
    'usage: image-tree.mjs FROM TO SERVICE, with a built project in FROM and one of its workspaces as SERVICE',
  )
  process.exit(2)
}

const read = (path) => JSON.parse(readFileSync(join(from, path), 'utf8'))
const lock = read('package-lock.json')
const folderOf = new Map(
  Object.entries(lock.packages)
    .filter(([, entry]) => entry.link)
    .map(([name, entry]) => [name.replace('node_modules/', ''), entry.resolved]),
)

const needed = new Set()
function need(folder) {
  if (needed.has(folder)) return
  needed.add(folder)
  for (const name of Object.keys(read(join(folder, 'package.json')).dependencies ?? {})) {
    const next = folderOf.get(name)
    if (next) need(next)
  }
}
need(service)

for (const folder of needed) {
  cpSync(join(from, folder, 'dist'), join(to, folder, 'dist'), { recursive: true })
  const { devDependencies: _development, ...manifest } = read(join(folder, 'package.json'))
  writeFileSync(join(to, folder, 'package.json'), JSON.stringify(manifest, null, 2))
  delete lock.packages[folder].devDependencies
}
const kept = new Set([
  ...needed,
  ...[...folderOf].filter(([, folder]) => needed.has(folder)).map(([name]) => `node_modules/${name}`),
])
const others = [...folderOf]
  .flatMap(([name, folder]) => [`node_modules/${name}`, folder])
  .filter((path) => !kept.has(path))
for (const path of others) {
  delete lock.packages[path]
  for (const nested of Object.keys(lock.packages))
    if (nested.startsWith(`${path}/node_modules/`)) delete lock.packages[nested]
}
const root = read('package.json')
const workspaces = [...needed]
delete root.devDependencies
lock.packages[''] = { ...lock.packages[''], workspaces }
delete lock.packages[''].devDependencies
writeFileSync(join(to, 'package.json'), JSON.stringify({ ...root, workspaces, scripts: {} }, null, 2))
writeFileSync(join(to, 'package-lock.json'), JSON.stringify(lock, null, 2))
for (const file of ['.npmrc', 'LICENSE', 'infra/containers/healthcheck.mjs']) {
  cpSync(join(from, file), join(to, file), { recursive: true })
}
